import { randomBytes } from "node:crypto";
import { newProfile } from "../../identity/newProfile";
import { knownProviders } from "../../identity/providers";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { WaitingProfile } from "../../identity/waitingProfile";
import { redirectUrisOf, type GuideState } from "../../presentation/guide/guideState";
import { originsOf } from "../../shares/secretKeys";
import type { ShareDialogParts } from "../dialog/draft";
import type { FoundIssuer } from "../dialog/findIssuer";

type Stores = Pick<ShareDialogParts, "secrets" | "providers">;

/** Secret and profile, all or nothing; the one that was waiting is no longer. */
export async function saveGuided({ secrets, providers }: Stores, { found, clientId, clientSecret, waiting }: { readonly found: FoundIssuer; readonly clientId: string; readonly clientSecret: string; readonly waiting: WaitingProfile | undefined }): Promise<ProviderProfile> {
  const { kind, discovered } = found;
  const { issuer, tokenAuthMethods } = discovered;
  const profile = newProfile({ kind, issuer, tokenAuthMethods, clientId, hasSecret: true }, providers.read().profiles);
  await secrets.save({ client: { profile, stored: { clientSecret, endpoints: originsOf(discovered) } } }, async () => {
    await providers.save(profile);
    if (waiting) await providers.remove(waiting.id);
  });
  return profile;
}

/** Undefined where it is not known yet what was asked for. */
export async function keepWaiting({ providers }: Pick<Stores, "providers">, state: GuideState): Promise<WaitingProfile | undefined> {
  const { provider: kind, issuer } = state;
  const uris = redirectUrisOf(state);
  if (kind === undefined || !uris) return undefined;
  const waiting: WaitingProfile = { id: `${kind}-${randomBytes(6).toString("hex")}`, name: knownProviders[kind].name, kind, waiting: true, ...(issuer.kind === "found" && { issuer: issuer.issuer }), redirectUris: [...uris] };
  await providers.save(waiting);
  return waiting;
}
