import { ExpectedError } from "../../base/expectedError";
import { knownProviders } from "../../identity/providers";
import type { ProviderKind } from "../../identity/providerProfile";
import type { IssuerState } from "../../presentation/guide/guideState";
import { message } from "../../presentation/message";
import type { ShareDialogParts } from "../dialog/draft";
import { findIssuer, type FoundIssuer } from "../dialog/findIssuer";
import { problemText } from "./guidedAddress";

export interface LookedUp {
  readonly issuer: IssuerState;
  readonly found?: FoundIssuer;
}

/** What was typed, looked for at the provider: what is wrong with it is said beside the field. */
export async function lookUpIssuer(parts: Pick<ShareDialogParts, "registry">, provider: ProviderKind, typed: string, signal: AbortSignal): Promise<LookedUp> {
  const known = knownProviders[provider];
  try {
    const found = await findIssuer(parts, provider, typed, signal);
    if (!found) return { issuer: { kind: "problem", problem: message("This is no issuer of {provider}. Type it like this: {example}", { provider: known.name, example: { message: known.issuerPlaceholder, args: {} } }) } };
    if (found.kind !== provider) return { issuer: { kind: "problem", problem: message("This is {found}, not {provider}", { found: knownProviders[found.kind].name, provider: known.name }) } };
    return { issuer: { kind: "found", issuer: found.discovered.issuer }, found };
  } catch (error) {
    if (error instanceof ExpectedError) return { issuer: { kind: "problem", problem: problemText(error) } };
    throw error;
  }
}
