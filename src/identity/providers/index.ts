import type { Cure, KnownProvider } from "../knownProvider";
import type { ProviderKind, ProviderProfile } from "../providerProfile";
import { auth0 } from "./auth0";
import { authentik } from "./authentik";
import { cognito } from "./cognito";
import { entra } from "./entra";
import { gitlab } from "./gitlab";
import { google } from "./google";
import { jumpcloud } from "./jumpcloud";
import { keycloak } from "./keycloak";
import { okta } from "./okta";
import { onelogin } from "./onelogin";
import { other } from "./other";
import { pingone } from "./pingone";
import { salesforce } from "./salesforce";
import { zitadel } from "./zitadel";

/** Every provider that the product knows, in the order in which they are offered. */
export const knownProviders = {
  okta, jumpcloud, entra, google, keycloak, cognito, auth0, authentik, gitlab, onelogin, pingone, salesforce, zitadel, other,
} as const satisfies Readonly<Record<ProviderKind, KnownProvider>>;

/**
 * Whose rules hold for an issuer: those of the provider to which it belongs, whatever a person or a setting calls it. Google typed as any
 * other provider is Google, and what is called Okta but signs in at Google's offers nobody that Okta's assignment would bound (S8).
 */
export function providerOf({ kind, issuer }: Pick<ProviderProfile, "kind" | "issuer">): KnownProvider {
  return Object.values<KnownProvider>(knownProviders).find(({ ownIssuers }) => ownIssuers?.test(issuer) === true) ?? knownProviders[kind];
}

/** S8: an issuer at which people of every organisation sign in, in any spelling of its host and path. */
export function isSharedIssuer(issuer: string): boolean {
  return Object.values<KnownProvider>(knownProviders).some(({ sharedIssuers }) => sharedIssuers?.test(issuer) === true);
}

/** The same where nobody knows whose words they are: by words that only one provider uses, and ngrok's own. */
export function cureAnywhere(said: string): { readonly provider: KnownProvider; readonly cure: Cure } | undefined {
  const looked = said.slice(0, mostLookedAt);
  for (const provider of Object.values<KnownProvider>(knownProviders)) {
    const cure = provider.messages.find(({ pattern, cure: found, common }) => common !== true && (provider.kind !== "other" || found === "useDocumentIssuer") && pattern.test(looked))?.cure;
    if (cure !== undefined) return { provider, cure };
  }
  return undefined;
}

/** A page has more; what is told stands at its beginning, and the patterns' time grows with the square of what they look at. */
const mostLookedAt = 2000;

/** What to do about what a provider said, on a page or in an answer; undefined when it is none of the messages that are known. */
export function cureFor(provider: KnownProvider, said: string): Cure | undefined {
  const looked = said.slice(0, mostLookedAt);
  return [...provider.messages, ...other.messages].find(({ pattern }) => pattern.test(looked))?.cure;
}
