import { randomBytes } from "node:crypto";
import { newProfile } from "../../identity/newProfile";
import { knownProviders } from "../../identity/providers";
import { mostRedirectUris, type ProviderProfile } from "../../identity/providerProfile";
import type { WaitingProfile } from "../../identity/waitingProfile";
import { redirectUrisOf, type GuideState } from "../../presentation/guide/guideState";
import { originsOf } from "../../shares/secretKeys";
import type { FoundIssuer } from "../dialog/findIssuer";
import type { ProviderSettings } from "../stores/providerSettings";
import type { SavedSecrets } from "../stores/savedSecrets";

export interface GuidedStores {
  readonly secrets: Pick<SavedSecrets, "client" | "save">;
  readonly providers: Pick<ProviderSettings, "read" | "save">;
}

export interface GuidedClient {
  readonly found: FoundIssuer;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the page had registered, as far as that is known; kept beside what the profile knew already. */
  readonly redirectUris: readonly string[];
  readonly waiting: WaitingProfile | undefined;
}

/** Secret and profile, all or nothing; the one that was waiting is no longer. */
export async function saveGuided({ secrets, providers }: GuidedStores, { found, clientId, clientSecret, redirectUris, waiting }: GuidedClient): Promise<ProviderProfile> {
  const { kind, discovered } = found;
  const { issuer, tokenAuthMethods } = discovered;
  const { profiles } = providers.read();
  const made = newProfile({ kind, issuer, tokenAuthMethods, clientId, hasSecret: true }, profiles);
  const before = profiles.find(({ id }) => id === made.id);
  // The last day is the secret's: it holds as long as that is the same.
  const lasts = before?.secretExpires !== undefined && (await secrets.client(made))?.clientSecret === clientSecret;
  const registered = [...new Set([...(made.redirectUris ?? []), ...redirectUris])].slice(-mostRedirectUris);
  const profile: ProviderProfile = { ...made, ...(lasts && { secretExpires: before.secretExpires }), ...(registered.length > 0 && { redirectUris: registered }) };
  // In one write: a profile that is saved is never there beside the one that waited for it.
  await secrets.save({ client: { profile, stored: { clientSecret, endpoints: originsOf(discovered) } } }, () => providers.save(profile, waiting?.id));
  return profile;
}

/** Undefined where it is not known yet what was asked for. */
export async function keepWaiting({ providers }: Pick<GuidedStores, "providers">, state: GuideState): Promise<WaitingProfile | undefined> {
  const { provider: kind, issuer } = state;
  const uris = redirectUrisOf(state);
  if (kind === undefined || !uris) return undefined;
  const waiting: WaitingProfile = { id: `${kind}-${randomBytes(6).toString("hex")}`, name: knownProviders[kind].name, kind, waiting: true, ...(issuer.kind === "found" && { issuer: issuer.issuer }), redirectUris: [...uris] };
  await providers.save(waiting);
  return waiting;
}
