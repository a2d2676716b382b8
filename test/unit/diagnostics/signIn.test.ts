// Whole tests: what is asked of the stand-in providers, then a real sign-in there through a gate, each fault with the cause that the page
// names; most show themselves only when somebody signs in. And "all good" only when a person really came in.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { ErrorCode } from "../../../src/base/errorCodes";
import { onlyVisitorsShow, type CheckResult } from "../../../src/diagnostics/check";
import { checkIds, shareCheckIds, type CheckId } from "../../../src/diagnostics/checkIds";
import { overall, withSignIn } from "../../../src/diagnostics/signInFindings";
import type { AccessRule } from "../../../src/identity/accessRule";
import type { Cure } from "../../../src/identity/knownProvider";
import type { TrialOutcome } from "../../../src/shares/trialSignIns";
import type { Faults } from "../../rig/provider/faults";
import type { PersonalityName } from "../../rig/provider/personality";
import { groupId } from "../../rig/provider/personalities/usual";
import { shownFor, startLookRig } from "./lookRig";
import { triedShare, type TriedShare } from "./trialOf";

const nobody: AccessRule = { everyone: false, emails: [], domains: [] };
const acme: AccessRule = { ...nobody, domains: ["acme.com"] };
const engineering: AccessRule = { ...nobody, groups: ["Engineering"] };

interface Fault {
  readonly name: string;
  readonly faults?: Partial<Faults>;
  readonly unassigned?: true;
  readonly rule?: AccessRule;
  readonly who?: string;
  /** What the browser opens of the callback. */
  readonly back?: (callback: string) => string;
  readonly check: CheckId;
  readonly code?: ErrorCode;
  readonly cure?: Cure;
  /** What the sign-in says, where the cause was told before it. */
  readonly returned?: { readonly code: ErrorCode; readonly cure?: Cure };
}

const says = (error: string) => (callback: string) => callback.replace(/code=[^&]*/, error);

const faults: Readonly<Partial<Record<PersonalityName, readonly Fault[]>>> = {
  okta: [
    { name: "a person who is not assigned", unassigned: true, check: "signIn.returned", code: "oidc.providerError", cure: "assignPerson" },
    { name: "tokens signed with the client secret (HS256)", faults: { hs256: true }, check: "signIn.returned", code: "oidc.algorithmsUnsupported", cure: "chooseSigningKey" },
    { name: "tokens without a signature", faults: { unsignedToken: true }, check: "signIn.returned", code: "oidc.algorithmsUnsupported", cure: "chooseSigningKey" },
    { name: "a wrong or expired client secret", faults: { wrongSecret: true }, check: "provider.client", code: "oidc.clientRefused", cure: "checkClient", returned: { code: "oidc.clientRefused", cure: "checkClient" } },
    { name: "a provider whose clock is an hour ahead", faults: { clockSkewSeconds: 3600 }, check: "provider.clock", code: "oidc.clockDiffers", returned: { code: "oidc.clockDiffers" } },
    { name: "a provider whose clock is hours behind", faults: { clockSkewSeconds: -7200 }, check: "provider.clock", code: "oidc.clockDiffers", returned: { code: "token.expired" } },
    { name: "a token that has expired", faults: { expired: true }, check: "signIn.returned", code: "token.expired" },
    { name: "a token for another application", faults: { wrongAudience: true }, check: "signIn.returned", code: "token.audience" },
    { name: "a token of another issuer", faults: { idTokenClaims: { iss: "https://other.example" } }, check: "signIn.returned", code: "token.issuer" },
    { name: "a token of another sign-in", faults: { wrongNonce: true }, check: "signIn.returned", code: "token.nonce" },
    { name: "a token signed with another key", faults: { badSignature: true }, check: "signIn.returned", code: "token.signature" },
    { name: "a token about nobody", faults: { missingSub: true }, check: "signIn.returned", code: "token.subject" },
    { name: "no ID token at all", faults: { tokenAnswer: { id_token: undefined } }, check: "signIn.returned", code: "token.missing" },
    { name: "a person who says no", back: says("error=access_denied&error_description=The+resource+owner+denied+the+request"), check: "signIn.returned", code: "person.denied" },
    { name: "an authorization server without a policy", back: says("error=access_denied&error_description=Policy+evaluation+failed+for+this+request"), check: "signIn.returned", code: "oidc.providerError", cure: "addAccessPolicy" },
    { name: "a provider in trouble", back: says("error=server_error&error_description=Something+broke"), check: "signIn.returned", code: "oidc.providerError" },
    { name: "a scope that it does not know", back: says("error=invalid_scope&error_description=One+or+more+scopes+are+not+configured"), check: "signIn.returned", code: "oidc.providerError" },
    { name: "an answer that names another issuer (mix-up)", back: (callback) => callback.replace(/iss=[^&]*/, "iss=https%3A%2F%2Fother.example"), check: "signIn.returned", code: "token.issuer" },
    { name: "a state that nobody began with", back: (callback) => callback.replace(/code=/, "code=&code="), check: "signIn.returned", code: "oidc.signInExpired" },
    { name: "an address that nobody verified", who: "carol@acme.com", check: "signIn.email", code: "person.emailNotVerified" },
    { name: "a person without an address", who: "dave", check: "signIn.email", code: "person.emailMissing" },
    { name: "groups that nobody maps to a claim", rule: engineering, faults: { idTokenClaims: { groups: undefined }, userinfo: { groups: undefined } }, check: "signIn.groups", code: "person.groupsMissing" },
    { name: "a person whom the rule does not list", who: "mallory@evil.example", check: "signIn.admitted", code: "person.notAdmitted" },
    { name: "a person without the claim that is asked for", rule: { ...acme, claims: [{ name: "department", value: "sales" }] }, check: "signIn.admitted", code: "person.notAdmitted" },
    { name: "a person who asks from elsewhere", rule: { ...acme, networks: ["192.0.2.0/24"] }, check: "signIn.admitted", code: "person.notAdmitted" },
    { name: "a rule that names nobody", rule: nobody, check: "signIn.admitted", code: "person.notAdmitted" },
  ],
  generic: [
    { name: "an address that only userinfo has, and userinfo does not say", faults: { userinfo: { email: undefined, email_verified: undefined } }, check: "signIn.email", code: "person.emailMissing" },
    { name: "a userinfo that answers about somebody else", faults: { userinfo: { sub: "somebody-else" } }, check: "signIn.returned", code: "token.userinfo" },
    { name: "a provider that has no userinfo and says no address", faults: { discovery: { userinfo_endpoint: undefined } }, check: "signIn.email", code: "person.emailMissing" },
  ],
  entra: [
    { name: "a person who is not assigned (AADSTS50105)", unassigned: true, check: "signIn.returned", code: "oidc.providerError", cure: "assignPerson" },
    { name: "the secret's ID in place of its value (AADSTS7000215)", faults: { wrongSecret: true }, check: "provider.client", code: "oidc.clientRefused", cure: "useSecretValue", returned: { code: "oidc.clientRefused", cure: "useSecretValue" } },
    { name: "an administrator who has not consented (AADSTS90094)", back: says("error=access_denied&error_description=AADSTS90094%3A+An+administrator+of+Acme+has+set+a+policy+that+prevents+you+from+granting"), check: "signIn.returned", code: "oidc.providerError", cure: "consentByAdministrator" },
    { name: "a token of another tenant", faults: { idTokenClaims: { tid: "11111111-2222-3333-4444-555555555555" } }, check: "signIn.returned", code: "token.tenant" },
    { name: "an address whose domain's owner is not said (xms_edov)", faults: { idTokenClaims: { xms_edov: undefined }, userinfo: { xms_edov: undefined } }, check: "signIn.email", code: "person.emailNotVerified" },
    { name: "more groups than fit into a token", rule: { ...nobody, groups: [groupId("g0")] }, who: "many@acme.com", check: "signIn.groups", code: "person.groupsCut" },
  ],
  google: [
    { name: "an application for its own organisation (org_internal)", unassigned: true, check: "signIn.returned", code: "oidc.providerError", cure: "offerToOutsiders" },
    { name: "a personal account with a company's address (no hd)", faults: { idTokenClaims: { hd: undefined }, userinfo: { hd: undefined } }, check: "signIn.email", code: "person.emailNotVerified" },
    { name: "an account of another Workspace (hd)", faults: { idTokenClaims: { hd: "evil.example" } }, check: "signIn.admitted", code: "person.notAdmitted" },
  ],
  authentik: [
    { name: "a provider that verifies no addresses", check: "signIn.email", code: "person.emailNotVerified" },
    { name: "a provider without a signing key (HS256 alone)", faults: { hs256: true, discovery: { id_token_signing_alg_values_supported: ["HS256"] } }, check: "provider.algorithms", code: "oidc.algorithmsUnsupported", cure: "chooseSigningKey", returned: { code: "oidc.algorithmsUnsupported", cure: "chooseSigningKey" } },
  ],
  keycloak: [{ name: "a client without the groups mapper", rule: { ...nobody, groups: ["/Engineering"] }, faults: { idTokenClaims: { groups: undefined }, userinfo: { groups: undefined } }, check: "signIn.groups", code: "person.groupsMissing" }],
};

let rig: Awaited<ReturnType<typeof startLookRig>>;
before(async () => void (rig = await startLookRig()));
after(() => rig.close());

/** What is asked before anybody signs in: the provider is, and what is the share's is as if it had been and had passed. */
async function askedOf(one: TriedShare, rule: AccessRule | undefined): Promise<readonly CheckResult[]> {
  return [...(await rig.lookAt(one.subject(rule))), ...shareCheckIds.map((check): CheckResult => ({ check, outcome: "passed", facts: {} }))];
}

const counted = Object.values(faults).flat().length;

describe(`${counted} faults, from the first question to the end of a sign-in`, () => {
  for (const [personality, all] of Object.entries(faults) as [PersonalityName, readonly Fault[]][]) {
    describe(personality, () => {
      let one: TriedShare;
      before(async () => {
        one = await triedShare(personality, acme);
        one.share.people.push({ sub: "many", name: "Many", preferredUsername: "many@acme.com", email: "many@acme.com", emailVerified: true, groups: Array.from({ length: 201 }, (_, n) => `g${n}`) });
      });
      after(() => one.share.close());
      afterEach(() => {
        assert.deepEqual(one.share.gate.visitors(), []);
        assert.deepEqual(one.share.app.seen, []);
      });

      for (const { name, faults: set = {}, unassigned, rule = acme, who = "alice@acme.com", back, check, code, cure, returned } of all) {
        it(`${name}: the cause is named`, async () => {
          const { share } = one;
          const before = { ...share.provider.faults };
          Object.assign(share.provider.faults, set);
          if (unassigned) share.provider.faults.unassigned.add(who);
          // A document is read once, when a gate is made.
          const target = set.discovery === undefined ? one : await triedShare(personality, acme, { beside: share });
          try {
            target.share.gate.setRule(rule);
            const asked = await askedOf(target, rule);
            const { results, said } = shownFor(target.subject(rule), asked, { rule, outcome: await target.tried(who, back) });
            const found = results.find((result) => result.check === check);
            assert.deepEqual([said, found?.outcome, found?.failure?.code, found?.cure], [{ kind: "cause", check }, "failed", code, cure], JSON.stringify(results.filter(({ outcome }) => outcome !== "passed")));
            const cameBack = results.find((result) => result.check === "signIn.returned");
            if (check.startsWith("provider.")) assert.deepEqual([cameBack?.failure?.code, cameBack?.cure], [returned?.code, returned?.cure]);
          } finally {
            Object.assign(share.provider.faults, before);
            share.provider.faults.unassigned.clear();
            if (target !== one) await target.share.close();
          }
        });
      }
    });
  }
});

describe("all good", () => {
  let one: TriedShare;
  let asked: readonly CheckResult[];
  before(async () => {
    one = await triedShare("okta", acme);
    asked = await askedOf(one, acme);
  });
  after(() => one.share.close());
  const reportOf = (outcome: TrialOutcome) => shownFor(one.subject(acme), asked, { rule: acme, outcome }).results;

  it("is said when a person really signed in and came in, and everything else passed", async () => {
    assert.deepEqual(overall(reportOf(await one.tried())), { kind: "good", checks: [] });
  });

  it("is not said where nobody signed in, whatever passed", () => {
    for (const opened of [true, false]) {
      const said = overall(reportOf({ kind: "nothing", opened }));
      assert.deepEqual(said, { kind: "notShown", checks: ["signIn.returned", "signIn.email", "signIn.groups", "signIn.admitted"], signedIn: false });
    }
    assert.equal(overall([]).kind, "notShown");
    assert.equal(overall(checkIds.filter((check) => check.startsWith("provider.")).map((check) => ({ check, outcome: "passed", facts: {} }))).kind, "notShown");
  });

  it("is not said where ngrok's edge knew the person from before: the provider was not asked", async () => {
    const outcome = await one.tried();
    assert.ok(outcome.kind === "signedIn");
    const report = reportOf({ ...outcome, signedIn: { ...outcome.signedIn, earlier: true } });
    assert.deepEqual(overall(report), { kind: "notShown", checks: ["signIn.returned"], signedIn: false });
  });

  it("is not said of a provider that no share has: who may come in was not decided", async () => {
    assert.deepEqual(shownFor(one.subject(undefined), asked, { outcome: await one.tried() }).said, { kind: "notShown", checks: ["signIn.admitted"], signedIn: true });
  });

  it("is not said beside a check that did not pass, nor a warning, nor an open question", async () => {
    const report = reportOf(await one.tried());
    for (const outcome of ["failed", "warned", "skipped", "unknown"] as const) {
      const spoilt = report.map((result) => (result.check === "share.webSocket" ? { ...result, outcome } : result));
      assert.notEqual(overall(spoilt).kind, "good");
    }
  });

  it("is said with the name of what nothing but visitors' traffic answers, where that is all that is open", async () => {
    const open = (report: readonly CheckResult[]) => report.map((result) => (result.check === "share.webSocket" ? { ...result, outcome: "unknown" as const, facts: { [onlyVisitorsShow]: 1 } } : result));
    assert.deepEqual(overall(open(reportOf(await one.tried()))), { kind: "good", checks: ["share.webSocket"] });
    assert.equal(overall(open(reportOf({ kind: "nothing", opened: false }))).kind, "notShown");
    const failed = open(reportOf(await one.tried())).map((result) => (result.check === "share.webSocket" ? { ...result, outcome: "failed" as const } : result));
    assert.equal(overall(failed).kind, "cause");
  });

  it("counts a sign-in as the answer to what nobody could answer before it, and never to what failed or is not of it", async () => {
    const outcome = await one.tried();
    const before: CheckResult[] = [
      { check: "provider.client", outcome: "unknown", facts: {} },
      { check: "provider.keys", outcome: "failed", facts: {} },
      { check: "provider.edgeRedirectUri", outcome: "unknown", facts: {} },
      { check: "share.readBack", outcome: "unknown", facts: {} },
    ];
    assert.deepEqual(withSignIn(before, outcome, "gate").map((result) => result.outcome), ["passed", "failed", "unknown", "unknown"]);
    assert.deepEqual(withSignIn(before, outcome, "edge").map((result) => result.outcome), ["passed", "failed", "passed", "unknown"]);
    assert.deepEqual(withSignIn(before, { kind: "nothing", opened: true }, "gate"), before);
    // The edge's session of before: the provider was not asked, and what it would say by now is as open as it was.
    assert.ok(outcome.kind === "signedIn");
    assert.deepEqual(withSignIn(before, { ...outcome, signedIn: { ...outcome.signedIn, earlier: true } }, "edge"), before);
  });

  it("has at least thirty faults beside it", () => assert.ok(counted >= 30));
});
