import { ExpectedError } from "../../base/expectedError";
import { isSharedIssuer, knownProviders, providerOf } from "../../identity/providers";
import type { ProviderKind } from "../../identity/providerProfile";
import type { DiscoveredProviderRecord } from "../../protocol/messages";
import type { ShareDialogParts } from "./draft";

export interface FoundIssuer {
  /** Whose it is, whatever was chosen. */
  readonly kind: ProviderKind;
  readonly discovered: DiscoveredProviderRecord;
}

/**
 * Where the provider is, by its discovery document: what that calls itself is the issuer, byte for byte.
 * @returns undefined for what is no issuer of this provider
 * @throws ExpectedError `oidc.sharedIssuer` (S8), and what discovery ends with
 */
export async function findIssuer({ registry }: { readonly registry: Pick<ShareDialogParts["registry"], "discover"> }, kind: ProviderKind, typed: string, signal: AbortSignal): Promise<FoundIssuer | undefined> {
  const address = knownProviders[kind].issuerFromInput(typed);
  if (address === undefined) return undefined;
  // S8: before anything is fetched, and again as the document calls itself.
  assertOwnIssuer(address);
  const discovered = await registry.discover(address, signal);
  assertOwnIssuer(discovered.issuer);
  return { kind: providerOf({ kind, issuer: discovered.issuer }).kind, discovered };
}

function assertOwnIssuer(issuer: string): void {
  if (isSharedIssuer(issuer)) throw new ExpectedError("oidc.sharedIssuer", { issuer });
}
