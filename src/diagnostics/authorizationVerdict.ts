// Reads how an authorization endpoint answered somebody who is not signed in. Pure.
import type { Cure, KnownProvider } from "../identity/knownProvider";
import { cureFor } from "../identity/providers";
import type { AuthorizationAnswer } from "../protocol/providerInspection";

/** What stands in the way of a sign-in. `client`: it is unknown. */
export interface Refusal {
  readonly kind: "pkce" | "scope" | "client" | "other";
  readonly error: string;
  readonly description: string;
  readonly cure: Cure | undefined;
}

export interface AuthorizationVerdict {
  /** Whether the redirect URI is registered. `unknown` is not `yes`: many providers look at it only once somebody signed in. */
  readonly registered: "yes" | "no" | "unknown";
  readonly refusal: Refusal | undefined;
  /** Where the request led, or the beginning of what the page says. */
  readonly seen: string;
}

/** Nobody is signed in, as is to be expected (OpenID Connect Core 1.0, 3.1.2.6). `immediate_failed`: Salesforce's. */
const expected = new Set(["login_required", "interaction_required", "consent_required", "account_selection_required", "immediate_failed"]);

export function authorizationVerdict(answer: AuthorizationAnswer, provider: KnownProvider): AuthorizationVerdict {
  const { at, status, error = "", description = "", said = "", where } = answer;
  const seen = [error, description].filter((part) => part !== "").join(": ") || (at === "elsewhere" ? (where ?? "") : said.slice(0, 200));
  if (at === "redirectUri") {
    return { registered: "yes", refusal: error === "" || expected.has(error) ? undefined : refusalOf(error, description, provider), seen };
  }
  // An ordinary sign-in page may have any words on it: only what is an error is read by the words that providers have in common.
  const isError = error !== "" || status >= 400;
  const words = [error, description, said].join(" ");
  const cure = isError ? cureFor(provider, words) : ownCure(provider, words);
  if (cure === "registerRedirectUri") return { registered: "no", refusal: undefined, seen: at === "elsewhere" && error === "" ? said.slice(0, 200) : seen };
  if (cure !== undefined) return { registered: "unknown", refusal: refusalOf(error, words, provider, cure), seen };
  return { registered: "unknown", refusal: isError ? refusalOf(error, description === "" ? said : description, provider) : undefined, seen };
}

function ownCure(provider: KnownProvider, words: string): Cure | undefined {
  return provider.kind === "other" ? undefined : provider.messages.find(({ pattern }) => pattern.test(words))?.cure;
}

function refusalOf(error: string, description: string, provider: KnownProvider, cure = cureFor(provider, `${error} ${description}`)): Refusal {
  const kind = cure === "dropPkceDemand" ? "pkce" : error === "invalid_scope" ? "scope" : cure === "checkClient" || error === "invalid_client" ? "client" : "other";
  // Nobody signed in yet who could be assigned.
  return { kind, error, description: description.slice(0, 200), cure: cure === "assignPerson" ? undefined : cure };
}
