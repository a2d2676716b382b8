import { knownProviders, providerOf } from "../../identity/providers";
import type { ProviderKind } from "../../identity/providerProfile";
import type { DiscoveredProviderRecord } from "../../protocol/messages";
import { discoverOwn } from "../providers/givenSecret";
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
  const discovered = await discoverOwn(registry, address, signal);
  return { kind: providerOf({ kind, issuer: discovered.issuer }).kind, discovered };
}
