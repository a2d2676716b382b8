import { decide, type AccessRule, type Vouching } from "../identity/accessRule";
import type { Person } from "../identity/person";
import { ruleFields } from "../identity/ruleFields";
import type { FinishedSignIn } from "../oidc/openidClient";
import { longestTrialValue, mostTrialClaims, type Judgement, type TriedSignIn } from "../protocol/trial";

/** By the rule as it is now. */
export function judgement(rule: AccessRule, person: Person, vouching: Vouching): Judgement {
  return { verdict: decide(rule, person, vouching), fields: [...ruleFields(rule, person, vouching)] };
}

/**
 * What says nothing of the person: what ties one token to one request, ids of tokens and of the provider's sessions, and where more
 * claims could be fetched, which may bring an access token along (OpenID Connect Core 1.0, section 5.6.2.2).
 */
const withheld = new Set(["nonce", "at_hash", "c_hash", "s_hash", "jti", "origin_jti", "sid", "session_id", "session_state", "event_id", "uti", "rh", "aio", "_claim_sources"]);
/** Providers that sign in elsewhere themselves may hand that one's token on as a claim (Azure AD B2C: `idp_access_token`). */
const ofSecrets = /(token|secret|password|assertion|api_?key)s?$/i;
const jwt = /\beyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*){1,4}/g;
const hidden = "•••";

/** What the developer is shown of a sign-in that was only tried. */
export function triedSignIn(how: Pick<FinishedSignIn, "person" | "claims"> & Partial<Pick<FinishedSignIn, "scope" | "userinfo">>, judgement: Judgement, { putOut = false, earlier = false } = {}): TriedSignIn {
  const shown = Object.entries(how.claims).filter(([name, value]) => value !== undefined && !withheld.has(name));
  return {
    claims: shown.slice(0, mostTrialClaims).map(([name, value]) => ({ name: name.slice(0, 200), value: ofSecrets.test(name) ? hidden : boundedJson(value) })),
    dropped: Math.max(0, shown.length - mostTrialClaims),
    person: plain(how.person),
    judgement,
    ...(how.scope !== undefined && { scope: how.scope.slice(0, 2000) }),
    ...(how.userinfo !== undefined && { userinfo: how.userinfo }),
    ...(putOut && { putOut: true }),
    ...(earlier && { earlier: true }),
  };
}

function boundedJson(value: unknown): string {
  const json = JSON.stringify(value, (name, part: unknown) => (ofSecrets.test(name) ? hidden : part)).replace(jwt, hidden);
  return json.length > longestTrialValue ? `${json.slice(0, longestTrialValue).toWellFormed()}…` : json;
}

function plain({ issuer, subject, email, emailVerified, domain, name, preferredUsername, groups, groupsCut, claims }: Person): TriedSignIn["person"] {
  return {
    issuer,
    subject,
    emailVerified,
    groups: [...groups],
    ...(email !== undefined && { email }),
    ...(domain !== undefined && { domain }),
    ...(name !== undefined && { name }),
    ...(preferredUsername !== undefined && { preferredUsername }),
    ...(groupsCut && { groupsCut }),
    ...(claims !== undefined && { claims: Object.fromEntries(Object.entries(claims).map(([key, value]) => [key, typeof value === "object" ? [...value] : value])) }),
  };
}
