// What the view shows of the saved providers, read where it rests.
import type { ProviderProfile } from "../../identity/providerProfile";
import type { ProviderSight } from "../../presentation/providerRows";
import { discoveryUrl } from "../../shares/providerChannel";
import { isMoved } from "../../shares/secretKeys";
import type { EndpointOrigins, Share } from "../../shares/share";
import type { SavedSecrets } from "../stores/savedSecrets";

export interface SightParts {
  readonly secrets: Pick<SavedSecrets, "client">;
  readonly registry: { readonly shares: readonly Share[] };
  /** What each discovery document named when it was read last, by its address. */
  readonly seen: ReadonlyMap<string, EndpointOrigins>;
}

export async function providerSight({ secrets, registry, seen }: SightParts, profile: ProviderProfile): Promise<ProviderSight> {
  const shares = registry.shares.filter((share) => runsWith(share, profile)).length;
  const needed = profile.clientAuthentication !== "none" && profile.vaultSecret === undefined;
  // A store that refuses says so wherever something is asked of it; a row is no place to tell it.
  const stored = await secrets.client(profile).catch(() => "refused" as const);
  if (stored === "refused") return { profile, secret: needed ? "unknown" : "notNeeded", endpointsMoved: false, shares };
  const now = seen.get(discoveryUrl(profile.issuer));
  return {
    profile,
    secret: !needed ? "notNeeded" : stored?.clientSecret === undefined ? "missing" : "stored",
    endpointsMoved: stored !== undefined && now !== undefined && isMoved(stored.endpoints, now),
    shares,
  };
}

/** By its client, since that is what a secret belongs to. */
export function runsWith({ spec: { provider }, state }: Share, { issuer, clientId }: Pick<ProviderProfile, "issuer" | "clientId">): boolean {
  return state.kind !== "failed" && state.kind !== "stopped" && sameClient(provider, { issuer, clientId });
}

export function sameClient(one: Pick<ProviderProfile, "issuer" | "clientId">, other: Pick<ProviderProfile, "issuer" | "clientId">): boolean {
  return one.issuer === other.issuer && one.clientId === other.clientId;
}
