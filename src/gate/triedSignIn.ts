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
const withheld = new Set(["nonce", "at_hash", "c_hash", "s_hash", "jti", "sid", "uti", "rh", "aio", "_claim_sources"]);

/** What the developer is shown of a sign-in that was only tried. */
export function triedSignIn(how: Pick<FinishedSignIn, "person" | "claims"> & Partial<Pick<FinishedSignIn, "scope" | "userinfo">>, judgement: Judgement, putOut = false): TriedSignIn {
  const shown = Object.entries(how.claims).filter(([name, value]) => value !== undefined && !withheld.has(name));
  return {
    claims: shown.slice(0, mostTrialClaims).map(([name, value]) => ({ name: name.slice(0, 200), value: boundedJson(value) })),
    dropped: Math.max(0, shown.length - mostTrialClaims),
    person: plain(how.person),
    judgement,
    ...(how.scope !== undefined && { scope: how.scope.slice(0, 2000) }),
    ...(how.userinfo !== undefined && { userinfo: how.userinfo }),
    ...(putOut && { putOut: true }),
  };
}

function boundedJson(value: unknown): string {
  const json = JSON.stringify(value);
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
