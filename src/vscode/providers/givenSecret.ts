import { ExpectedError } from "../../base/expectedError";
import { isSharedIssuer, knownProviders, providerOf } from "../../identity/providers";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { VaultSecret } from "../../identity/vaultSecret";
import type { DiscoveredProviderRecord } from "../../protocol/messages";
import { originsOf, type StoredClient } from "../../shares/secretKeys";

export interface Discovery {
  discover(address: string, signal: AbortSignal): Promise<DiscoveredProviderRecord>;
}

/** Undefined: a public client has none. */
export type GivenSecret = { readonly clientSecret: string } | { readonly vaultSecret: VaultSecret } | undefined;

/** The profile as it is with the secret that was given: a public client has none, and one in ngrok's vault is nowhere else. */
export function withSecret(profile: ProviderProfile, given: GivenSecret): ProviderProfile {
  const { vaultSecret: _, ...kept } = profile;
  if (given === undefined) return { ...kept, clientAuthentication: "none" };
  const clientAuthentication = kept.clientAuthentication === "none" ? knownProviders[providerOf(kept).kind].preferredAuthentication : kept.clientAuthentication;
  return { ...kept, clientAuthentication, ...("vaultSecret" in given && { vaultSecret: given.vaultSecret }) };
}

/** What rests beside the profile: the secret, and the places that the document named when it was given (S20). */
export function storedWith(given: GivenSecret, discovered: DiscoveredProviderRecord): StoredClient {
  return { clientSecret: given && "clientSecret" in given ? given.clientSecret : undefined, endpoints: originsOf(discovered) };
}

/** @throws ExpectedError `oidc.sharedIssuer` (S8), before anything is fetched and again as the document calls itself, and what the discovery throws */
export async function discoverOwn(discovery: Discovery, address: string, signal: AbortSignal): Promise<DiscoveredProviderRecord> {
  assertOwnIssuer(address);
  const discovered = await discovery.discover(address, signal);
  assertOwnIssuer(discovered.issuer);
  return discovered;
}

/** The document of an issuer that is known to the letter. @throws ExpectedError `oidc.issuerMismatch` where it calls itself otherwise */
export async function discoverExactly(discovery: Discovery, issuer: string, signal: AbortSignal): Promise<DiscoveredProviderRecord> {
  const discovered = await discoverOwn(discovery, issuer, signal);
  if (discovered.issuer !== issuer) throw new ExpectedError("oidc.issuerMismatch", { found: discovered.issuer, expected: issuer });
  return discovered;
}

function assertOwnIssuer(issuer: string): void {
  if (isSharedIssuer(issuer)) throw new ExpectedError("oidc.sharedIssuer", { issuer });
}
