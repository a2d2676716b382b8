// Changes to what is saved of a provider, with its secret: never one without the other.
import { randomBytes } from "node:crypto";
import { ExpectedError } from "../../base/expectedError";
import { providerProfileSchema, type ProviderProfile } from "../../identity/providerProfile";
import type { StoredClient } from "../../shares/secretKeys";
import type { ProviderSettings } from "../stores/providerSettings";
import type { SavedSecrets } from "../stores/savedSecrets";
import { sameClient } from "./providerSights";

const fields = Object.keys(providerProfileSchema.shape) as readonly (keyof ProviderProfile)[];

export interface KeptParts {
  readonly providers: Pick<ProviderSettings, "read" | "save" | "remove">;
  readonly secrets: Pick<SavedSecrets, "save" | "forgetClient" | "forgetRegistrationToken">;
}

/**
 * Saves what `after` changes of `before`, and what belongs to it into the secret store. A person may have been asked for a long time, and
 * other windows write the same settings: what was changed there meanwhile stays, and what was removed does not come back. A secret whose
 * client nobody has any more is forgotten.
 *
 * @param before undefined: it is new
 * @param stored with the secret and where it may go; undefined: it stays as it is, which a change of issuer or client ID does not allow (S14)
 * @returns the profile as it is saved
 * @throws ExpectedError `provider.changed` where it is gone by now, has another client, or its id is taken; then nothing is saved
 */
export async function saveProvider({ providers, secrets }: KeptParts, before: ProviderProfile | undefined, after: ProviderProfile, stored: StoredClient | undefined): Promise<ProviderProfile> {
  if (before && !stored && !sameClient(before, after)) throw new Error("A secret belongs to its issuer and client ID");
  let saved = after;
  await secrets.save({ client: stored && { profile: after, stored } }, async () => {
    saved = before ? onto(providers, before, after) : fresh(providers, after);
    await providers.save(saved);
  });
  if (before && !isUsed(providers, before)) await secrets.forgetClient(before);
  // Nothing names it any more.
  if (before?.registration?.by === "rfc7591" && !saved.registration) await secrets.forgetRegistrationToken(before.registration.uri);
  return saved;
}

/** The profile as the settings have it now, with what `after` changes of `before`. */
function onto(providers: Pick<ProviderSettings, "read">, before: ProviderProfile, after: ProviderProfile): ProviderProfile {
  const now = providers.read().profiles.find(({ id }) => id === before.id);
  if (!now || !sameClient(now, before)) throw new ExpectedError("provider.changed", { name: before.name });
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  const entries = fields.map((field) => [field, changed.includes(field) ? after[field] : now[field]] as const);
  return providerProfileSchema.parse(Object.fromEntries(entries.filter(([, value]) => value !== undefined)));
}

/** Nothing may stand under its id by now, not even one that waits. */
function fresh(providers: Pick<ProviderSettings, "read">, profile: ProviderProfile): ProviderProfile {
  const { profiles, waiting } = providers.read();
  if ([...profiles, ...waiting].some(({ id }) => id === profile.id)) throw new ExpectedError("provider.changed", { name: profile.name });
  return profile;
}

/** A second profile of the same client, and so with the same secret. Who made the client at the provider stays with the first. */
export async function duplicateProvider({ providers }: Pick<KeptParts, "providers">, { registration: _, ...profile }: ProviderProfile, name: string): Promise<ProviderProfile> {
  const copy = { ...profile, id: `${profile.kind}-${randomBytes(6).toString("hex")}`, name };
  await providers.save(copy);
  return copy;
}

/**
 * The secret goes first: a profile without secret is harmless, a secret without profile is forgotten. It stays where another profile has the same client.
 *
 * @throws ExpectedError `provider.changed` where its client is another one by now: that one was not meant
 */
export async function removeProvider({ providers, secrets }: KeptParts, profile: ProviderProfile): Promise<void> {
  const { registration } = profile;
  const now = providers.read().profiles.find(({ id }) => id === profile.id);
  if (now && !sameClient(now, profile)) throw new ExpectedError("provider.changed", { name: profile.name });
  if (registration?.by === "rfc7591") await secrets.forgetRegistrationToken(registration.uri);
  if (!providers.read().profiles.some((other) => other.id !== profile.id && sameClient(other, profile))) await secrets.forgetClient(profile);
  await providers.remove(profile.id);
}

function isUsed(providers: Pick<ProviderSettings, "read">, client: Pick<ProviderProfile, "issuer" | "clientId">): boolean {
  return providers.read().profiles.some((profile) => sameClient(profile, client));
}
