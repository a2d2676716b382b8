// Changes to what is saved of a provider, with its secret: never one without the other.
import { randomBytes } from "node:crypto";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { StoredClient } from "../../shares/secretKeys";
import type { ProviderSettings } from "../stores/providerSettings";
import type { SavedSecrets } from "../stores/savedSecrets";
import { sameClient } from "./providerSights";

export interface KeptParts {
  readonly providers: Pick<ProviderSettings, "read" | "save" | "remove">;
  readonly secrets: Pick<SavedSecrets, "save" | "forgetClient" | "forgetRegistrationToken">;
}

/**
 * Puts `after` in the place of the profile with its id, and what belongs to it into the secret store. A secret whose client nobody
 * has any more is forgotten.
 *
 * @param stored with the secret and where it may go; undefined: it stays as it is, which a change of issuer or client ID does not allow (S14)
 */
export async function saveProvider({ providers, secrets }: KeptParts, before: ProviderProfile | undefined, after: ProviderProfile, stored: StoredClient | undefined): Promise<void> {
  if (before && !stored && !sameClient(before, after)) throw new Error("A secret belongs to its issuer and client ID");
  await secrets.save({ client: stored && { profile: after, stored } }, () => providers.save(after));
  if (before && !isUsed(providers, before)) await secrets.forgetClient(before);
}

/** A second profile of the same client, and so with the same secret. Who made the client at the provider stays with the first. */
export async function duplicateProvider({ providers }: Pick<KeptParts, "providers">, { registration: _, ...profile }: ProviderProfile, name: string): Promise<ProviderProfile> {
  const copy = { ...profile, id: `${profile.kind}-${randomBytes(6).toString("hex")}`, name };
  await providers.save(copy);
  return copy;
}

/** The secret goes first: a profile without secret is harmless, a secret without profile is forgotten. It stays where another profile has the same client. */
export async function removeProvider({ providers, secrets }: KeptParts, profile: ProviderProfile): Promise<void> {
  const { registration } = profile;
  if (registration?.by === "rfc7591") await secrets.forgetRegistrationToken(registration.uri);
  if (!providers.read().profiles.some((other) => other.id !== profile.id && sameClient(other, profile))) await secrets.forgetClient(profile);
  await providers.remove(profile.id);
}

function isUsed(providers: Pick<ProviderSettings, "read">, client: Pick<ProviderProfile, "issuer" | "clientId">): boolean {
  return providers.read().profiles.some((profile) => sameClient(profile, client));
}
