// The cause of a sign-in that failed, from what the gate said of it.
import type { ErrorCode } from "../base/errorCodes";
import type { Cure } from "../identity/knownProvider";
import { cureFor, providerOf } from "../identity/providers";
import type { ProviderProfile } from "../identity/providerProfile";
import type { Failure } from "../shares/shareState";

/** In the words of openid-client 6.8 and jose 6.2, made inert; the test of every fault holds them. The first that fits. */
const ofToken: readonly (readonly [why: RegExp, code: ErrorCode, cure?: Cure])[] = [
  [/tenant/, "token.tenant"],
  [/"alg"|JOSE_ALG|JOSE_NOT_SUPPORTED/, "oidc.algorithmsUnsupported", "chooseSigningKey"],
  [/future|"nbf"|"iat"|^iat|^nbf/, "oidc.clockDiffers"],
  [/"exp"|^exp\b/, "token.expired"],
  [/"aud"|^aud\b|"azp"/, "token.audience"],
  [/"iss"|^iss\b/, "token.issuer"],
  [/nonce/, "token.nonce"],
  [/SIGNATURE|JWKS_NO_MATCHING_KEY|KEY_SELECTION/, "token.signature"],
  [/body "sub"/, "token.userinfo"],
  [/"sub"|^sub\b/, "token.subject"],
  [/id_token|no ID token/, "token.missing"],
];
/** A person's own no, in the words of those who are asked for consent (RFC 6749, section 4.1.2.1; AADSTS65004). */
const declined = /denied the request|denied access to|user (has )?(denied|cancel|declin)|consent|AADSTS65004/i;
/** Of these the provider's own words may be of somebody who is not assigned, too. */
const refusals: ReadonlySet<unknown> = new Set(["access_denied", "interaction_required", "consent_required"]);

export interface Cause {
  readonly failure: Failure;
  readonly cure?: Cure;
}

export function signInCause({ code, facts }: Failure, provider: Pick<ProviderProfile, "kind" | "issuer">): Cause {
  if (code === "oidc.tokenInvalid") {
    const found = ofToken.find(([why]) => why.test(String(facts["why"] ?? "")));
    if (!found) return { failure: { code, facts } };
    const [, cause, cure] = found;
    return { failure: { code: cause, facts: {} }, ...(cure !== undefined && { cure }) };
  }
  const said = ["error", "description", "why"].map((name) => facts[name] ?? "").join(" ");
  if (code === "oidc.providerError" && refusals.has(facts["error"]) && declined.test(String(facts["description"] ?? ""))) return { failure: { code: "person.denied", facts } };
  const cure = cureFor(providerOf(provider), said) ?? (code === "oidc.clientRefused" ? "checkClient" : undefined);
  return { failure: { code, facts }, ...(cure !== undefined && { cure }) };
}
