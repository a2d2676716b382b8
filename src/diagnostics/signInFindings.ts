// What a person who really signed in shows, and what that says of the checks that nobody could answer before.
import type { ErrorFacts } from "../base/expectedError";
import type { AccessRule } from "../identity/accessRule";
import { providerOf } from "../identity/providers";
import type { ProviderProfile } from "../identity/providerProfile";
import { readingFor } from "../identity/wantedClaims";
import type { TriedSignIn } from "../protocol/trial";
import type { TrialOutcome } from "../shares/trialSignIns";
import { onlyVisitorsShow, warningPage, type CheckResult, type Finding } from "./check";
import type { CheckId, SignInCheckId } from "./checkIds";
import { signInCause } from "./signInCause";

export interface SignInSubject {
  readonly provider: ProviderProfile;
  /** The share's; undefined where a provider was tried that no share has. */
  readonly rule: AccessRule | undefined;
}

/** In the order in which they are shown. */
export function signInFindings(outcome: TrialOutcome, subject: SignInSubject): readonly CheckResult[] {
  const returned = result("signIn.returned", returnedFinding(outcome, subject.provider));
  if (outcome.kind !== "signedIn") {
    const skipped = (id: SignInCheckId) => result(id, { outcome: "skipped", facts: { because: "signIn.returned" } });
    return [returned, skipped("signIn.email"), skipped("signIn.groups"), skipped("signIn.admitted")];
  }
  const { signedIn } = outcome;
  return [returned, result("signIn.email", emailFinding(signedIn, subject)), result("signIn.groups", groupsFinding(signedIn, subject)), result("signIn.admitted", admittedFinding(signedIn, subject))];
}

function returnedFinding(outcome: TrialOutcome, provider: ProviderProfile): Finding {
  if (outcome.kind === "signedIn") {
    const account = accountOf(outcome.signedIn);
    // The edge's session of before: that the provider would let them in by now is not shown by it.
    return outcome.signedIn.earlier ? { outcome: "unknown", facts: { account, edge: "ngrok" } } : { outcome: "passed", facts: { account } };
  }
  if (outcome.kind === "nothing") return { outcome: "unknown", facts: outcome.opened ? { provider: provider.name } : {} };
  return { outcome: "failed", ...signInCause(outcome.failure, provider) };
}

/** Missing is a failure where the person is left out for it, else something to know. */
function emailFinding({ person, judgement, userinfo }: TriedSignIn, { provider, rule }: SignInSubject): Finding {
  const because = judgement.verdict.admitted ? undefined : judgement.verdict.because;
  const facts: ErrorFacts = { ...(person.email !== undefined && { email: person.email }), ...(userinfo !== undefined && { userinfo }) };
  const named = rule !== undefined && rule.emails.length + rule.domains.length > 0;
  if (person.email === undefined) {
    const failure = { code: "person.emailMissing", facts: { provider: provider.name } } as const;
    return because === "noEmail" ? { outcome: "failed", facts, failure } : named ? { outcome: "warned", facts, failure } : { outcome: "passed", facts: { ...facts, notAsked: 1 } };
  }
  if (person.emailVerified) return { outcome: "passed", facts };
  if (providerOf(provider).vouchesForEmail.holds) return { outcome: "passed", facts: { ...facts, vouched: 1 } };
  const failure = { code: "person.emailNotVerified", facts: { email: person.email } } as const;
  if (because === "emailNotVerified") return { outcome: "failed", facts, failure };
  return named || rule === undefined ? { outcome: "warned", facts, failure } : { outcome: "passed", facts: { ...facts, notAsked: 1 } };
}

function groupsFinding({ person, judgement }: TriedSignIn, { provider, rule }: SignInSubject): Finding {
  const asked = rule?.groups !== undefined && rule.groups.length > 0;
  const leftOut = asked && !judgement.verdict.admitted;
  const { groups, groupsCut } = person;
  const facts: ErrorFacts = { count: groups.length, ...(groups.length > 0 && { groups: groups.slice(0, 10).join(", ") }) };
  if (groupsCut) return { outcome: leftOut ? "failed" : asked ? "warned" : "passed", facts: { ...facts, cut: 1 }, ...(asked && { failure: { code: "person.groupsCut", facts: { provider: provider.name } } }) };
  if (groups.length > 0 || !asked) return { outcome: "passed", facts: asked ? facts : { ...facts, notAsked: 1 } };
  return { outcome: leftOut ? "failed" : "warned", facts, failure: { code: "person.groupsMissing", facts: { claim: readingFor(provider).groups?.name ?? "groups" } } };
}

function admittedFinding(signedIn: TriedSignIn, { rule }: SignInSubject): Finding {
  if (rule === undefined) return { outcome: "unknown", facts: { noRule: 1 } };
  const { judgement, putOut } = signedIn;
  const account = accountOf(signedIn);
  if (putOut) return { outcome: "failed", failure: { code: "person.putOut", facts: { account } } };
  if (judgement.verdict.admitted && judgement.withinNetworks !== false) return { outcome: "passed", facts: { account } };
  return { outcome: "failed", facts: { account, because: judgement.verdict.admitted ? "network" : judgement.verdict.because }, failure: { code: "person.notAdmitted", facts: { account } } };
}

function accountOf({ person }: TriedSignIn): string {
  return person.email ?? person.preferredUsername ?? person.name ?? person.subject;
}

function result(check: CheckId, finding: Finding): CheckResult {
  return { check, ...finding, facts: finding.facts ?? {} };
}

/** What a sign-in that came back through the gate has shown to work, whatever could be asked before. */
const settled: ReadonlySet<CheckId> = new Set([
  "provider.reachable", "provider.issuerEqual", "provider.discovery", "provider.algorithms", "provider.keys", "provider.clock",
  "provider.tokenAuthentication", "provider.client", "provider.redirectUri", "provider.pkce", "provider.scopes", "provider.authorization",
]);
/** Where ngrok's edge signed in: what the gate saw of it is the ID token. */
const settledAtEdge: ReadonlySet<CheckId> = new Set([
  "provider.reachable", "provider.issuerEqual", "provider.discovery", "provider.algorithms", "provider.keys", "provider.clock",
  "provider.client", "provider.edgeRedirectUri", "provider.pkce", "provider.scopes", "provider.authorization",
]);

/** Questions that had no answer before somebody signed in have one then. What failed stays failed: it is to be looked at. */
export function withSignIn(results: readonly CheckResult[], outcome: TrialOutcome | undefined, enforcement: "gate" | "edge"): readonly CheckResult[] {
  if (outcome?.kind !== "signedIn" || outcome.signedIn.earlier) return results;
  const by = enforcement === "gate" ? settled : settledAtEdge;
  return results.map((one) => (one.outcome === "unknown" && by.has(one.check) ? { check: one.check, outcome: "passed", facts: { ...one.facts, bySignIn: 1 } } : one));
}

/**
 * `good`: a person really signed in and came in, and every check passed, but for those that nothing but visitors' traffic answers; ngrok's page for browsers changes nothing about it. `cause`:
 * the first check that failed, in the order of the list. `notShown`: nothing failed, and these are open: questions without an answer,
 * warnings, or that nobody signed in (`signedIn`: somebody did, at the provider).
 */
export type Overall = { readonly kind: "good"; readonly checks: readonly CheckId[] } | { readonly kind: "cause"; readonly check: CheckId } | { readonly kind: "notShown"; readonly checks: readonly CheckId[]; readonly signedIn: boolean };

export function overall(results: readonly CheckResult[]): Overall {
  const failed = results.find(({ outcome }) => outcome === "failed");
  if (failed) return { kind: "cause", check: failed.check };
  const cameIn = results.some(({ check, outcome }) => check === "signIn.admitted" && outcome === "passed");
  const open = results.filter(({ outcome, failure }) => outcome !== "passed" && !(outcome === "warned" && failure?.code === warningPage));
  const checks = open.map(({ check }) => check);
  return cameIn && open.every(isForVisitors) ? { kind: "good", checks } : { kind: "notShown", checks, signedIn: results.some(({ check, outcome }) => check === "signIn.returned" && outcome === "passed") };
}

function isForVisitors({ outcome, facts }: CheckResult): boolean {
  return outcome === "unknown" && onlyVisitorsShow in facts;
}
