// "Test SSO" in words: one sentence for everything, a page whose buttons are known, and a report in which nothing secret is.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { onlyVisitorsShow, type CheckResult } from "../../../src/diagnostics/check";
import { checkIds, type CheckId } from "../../../src/diagnostics/checkIds";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import { inWords, message } from "../../../src/presentation/message";
import { pageInWords } from "../../../src/presentation/pageInWords";
import { actionOf, testSsoPage } from "../../../src/presentation/testSso/testSsoPage";
import type { TestSsoState } from "../../../src/presentation/testSso/testSsoState";
import { testSsoReport, verdictSentence } from "../../../src/presentation/testSso/testSsoWords";
import type { TriedSignIn } from "../../../src/protocol/trial";
import { idsOf, idSchema } from "../../../src/protocol/page";
import { english } from "./english";

const provider: ProviderProfile = { id: "okta-1", name: "Okta", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid", "email"] };
const rule = { everyone: false, emails: ["bob@acme.com"], domains: ["acme.com"], claims: [{ name: "department", value: "sales" }], networks: ["192.0.2.0/24"] };
const planned = checkIds.filter((id) => !id.startsWith("signIn.") && id !== "provider.edgeRedirectUri");
const passed = (check: CheckId): CheckResult => ({ check, outcome: "passed", facts: {} });
const translate = (text: string, args: Record<string, string | number>) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(args[name]));

const signedIn: TriedSignIn = {
  claims: [{ name: "sub", value: '"00u1alice"' }, { name: "email", value: '"alice@acme.com"' }, { name: "name", value: '"Alice Adams"' }, { name: "phone_number", value: '"+49 30 1234"' }, { name: "department", value: '"sales"' }, { name: "evil", value: '"|](http://evil.example) <b>\\n# x"' }],
  dropped: 2,
  person: { issuer: provider.issuer, subject: "00u1alice", email: "alice@acme.com", emailVerified: true, name: "Alice Adams", groups: ["Engineering"], claims: { department: "sales" } },
  judgement: {
    verdict: { admitted: true, because: "domain" },
    fields: [
      { field: "email", verdict: { admitted: false, because: "notListed" } },
      { field: "domain", verdict: { admitted: true, because: "domain" } },
      { field: "claim", claim: "department=sales", verdict: { admitted: true, because: "everyone" } },
    ],
    withinNetworks: true,
  },
};

function state(change: Partial<TestSsoState> = {}): TestSsoState {
  return { tested: { provider, enforcement: "gate", rule, name: message("{app}", { app: "localhost:3000" }) }, planned, results: planned.map(passed), checking: false, signIn: { kind: "none" }, ...change };
}
const done = state({ signIn: { kind: "done", outcome: { kind: "signedIn", signedIn } } });
const atEdge: TestSsoState = { ...done, tested: { ...done.tested, enforcement: "edge" } };
const failing = state({ results: planned.map((check) => (check === "provider.redirectUri" ? { check, outcome: "failed", facts: {}, failure: { code: "oidc.redirectUriUnregistered", facts: { uri: "https://share.example/.portcullis/callback" } }, cure: "registerRedirectUri" } : passed(check))) });

describe("the sentence over a test", () => {
  const sentence = (of: TestSsoState) => [verdictSentence(of).tone, english(verdictSentence(of).text)];

  it("is good only when a person came in and every check passed", () => {
    assert.deepEqual(sentence(done), ["good", "All good: alice@acme.com signed in and came in, and every check passed"]);
    assert.deepEqual(sentence(state()), ["note", "Nothing failed so far. Whether somebody can come in shows once you sign in"]);
    assert.deepEqual(sentence({ ...done, tested: { ...done.tested, rule: undefined } }), ["note", "Signed in. Not shown: “They may come in”"]);
    const elsewhere: TriedSignIn = { ...signedIn, judgement: { ...signedIn.judgement, withinNetworks: false } };
    assert.equal(sentence(state({ signIn: { kind: "done", outcome: { kind: "signedIn", signedIn: elsewhere } } }))[0], "problem");
  });

  it("names beside all good what only visitors' traffic shows, which is not checked rather than unknown", () => {
    const quiet = { ...atEdge, results: planned.map((check) => (check === "share.webSocket" ? { check, outcome: "unknown" as const, facts: { [onlyVisitorsShow]: 1 } } : passed(check))) };
    assert.deepEqual(sentence(quiet), ["good", "All good: alice@acme.com signed in and came in. Not shown: “WebSockets come through”"]);
    assert.match(testSsoReport(quiet, translate, []), /\| WebSockets come through \| Not checked \| ngrok's edge turns a stranger's away\. /);
  });

  it("is not good where ngrok's edge knew the person, and says so", () => {
    const known = { ...atEdge, signIn: { kind: "done" as const, outcome: { kind: "signedIn" as const, signedIn: { ...signedIn, earlier: true as const } } } };
    assert.deepEqual(sentence(known), ["note", "Nothing failed so far. Not shown: whether somebody can sign in, as ngrok knew alice@acme.com from before"]);
    const results = planned.map((check) => (check === "share.webSocket" ? { check, outcome: "unknown" as const, facts: { [onlyVisitorsShow]: 1 } } : passed(check)));
    assert.deepEqual(sentence({ ...known, results }), ["note", "Nothing failed so far. Not shown: “WebSockets come through”, and whether somebody can sign in: ngrok knew alice@acme.com from before"]);
    assert.match(testSsoReport(known, translate, []), /\| Sign-in comes through \| Unknown \| ngrok knew •••@acme\.com from before, so the provider was not asked\. /);
  });

  it("names the cause, and what was not shown", () => {
    assert.equal(sentence(failing)[0], "problem");
    assert.match(sentence(failing)[1] ?? "", /^The cause: .*callback is not registered at the provider$/);
    const open = state({ results: planned.map((check) => (check.startsWith("share.") ? { check, outcome: "unknown", facts: {} } : passed(check))) });
    assert.match(sentence(open)[1] ?? "", /^Nothing failed so far\. Not shown: “App answers”, “.*”, “.*”, “.*” \+5, and whether somebody can sign in$/);
  });

  it("says what is under way", () => {
    assert.deepEqual(sentence(state({ checking: true })), ["busy", "Checking…"]);
    assert.equal(sentence(state({ signIn: { kind: "waiting", sent: false, copied: false } }))[0], "busy");
  });
});

describe("the page of a test", () => {
  it("has ids that a page may answer with, each for one thing, in every state", () => {
    const states = [state(), done, failing, state({ checking: true, results: [] }), state({ signIn: { kind: "opening" } }), state({ signIn: { kind: "waiting", sent: true, copied: true } }), state({ signIn: { kind: "done", outcome: { kind: "nothing", opened: true } } })];
    for (const one of states) {
      const page = pageInWords(testSsoPage(one), translate);
      assert.doesNotMatch(JSON.stringify(page), /undefined|\{\w+\}/);
      for (const id of idsOf(page).press) assert.ok(idSchema.safeParse(id).success, id);
    }
  });

  it("shows a row for what is still asked, and a button for what helps", () => {
    const busy = pageInWords(testSsoPage(state({ checking: true, results: [passed("provider.issuer")] })), translate);
    assert.match(JSON.stringify(busy), /"outcome":"running"/);
    const ids = [...idsOf(testSsoPage(failing)).press].filter((id) => id.startsWith("action.provider.redirectUri."));
    assert.ok(ids.length > 0);
    for (const id of ids) assert.equal(actionOf(failing, id)?.check, "provider.redirectUri");
    assert.equal(actionOf(failing, "action.provider.redirectUri.99"), undefined);
    assert.equal(actionOf(failing, "signIn"), undefined);
  });

  it("says what helps beside the cause, whose row may be far below", () => {
    const [, , cure] = pageInWords(testSsoPage(failing), translate).blocks;
    assert.ok(cure?.kind === "text" && cure.key === "cure" && /redirect URI/.test(cure.text), JSON.stringify(cure));
    for (const one of [done, state()]) assert.ok(!testSsoPage(one).blocks.some(({ key }) => key === "cure"));
  });

  it("says at ngrok's edge what has to be done to have the provider asked again", () => {
    const text = (of: TestSsoState) => JSON.stringify(pageInWords(testSsoPage(of), translate));
    assert.match(text(atEdge), /"Try once more"[\s\S]*To have Okta asked anew, press “Sign out” on the page where the test ended/);
    assert.ok(!text(atEdge).includes("Sign in once more"));
    assert.match(text(done), /"Sign in once more"/);
    assert.ok(!text(done).includes("press “Sign out”"));
  });

  it("offers this machine at ngrok's edge while nothing comes back, unless ngrok alone has the secret", () => {
    const waiting = { ...atEdge, signIn: { kind: "waiting" as const, sent: false, copied: false } };
    const nothing = { ...atEdge, signIn: { kind: "done" as const, outcome: { kind: "nothing" as const, opened: false } } };
    const offers = (of: TestSsoState) => idsOf(testSsoPage(of)).press.has("here");
    for (const one of [waiting, nothing]) {
      assert.ok(offers(one));
      assert.ok(!offers({ ...one, tested: { ...one.tested, enforcement: "gate" } }));
      assert.ok(!offers({ ...one, tested: { ...one.tested, provider: { ...provider, vaultSecret: { vault: "team-vault", name: "okta" } } } }));
    }
    for (const one of [atEdge, { ...atEdge, signIn: { kind: "none" as const } }]) assert.ok(!offers(one));
  });

  it("shows the claims as they came and the rule field by field", () => {
    const text = JSON.stringify(pageInWords(testSsoPage(done), translate));
    for (const part of ["E-mail addresses: bob@acme.com", "alice@acme.com, verified", "Domains: acme.com", "Claim: department=sales", "department = sales", "Networks: 192.0.2.0/24", "Within", "2 more"]) assert.ok(text.includes(part), part);
    assert.ok(!text.includes("http://evil.example"));
  });

  it("takes no more sign-ins while one is waited for, and can stop waiting", () => {
    const ids = idsOf(testSsoPage(state({ signIn: { kind: "waiting", sent: false, copied: false } }))).press;
    assert.ok(ids.has("stopWaiting") && !ids.has("signIn") && !ids.has("again"));
  });
});

describe("S30 the report of a test", () => {
  const report = testSsoReport(done, translate, ["the-client-secret", "good-token"]);

  it("names neither secrets nor who the person is", () => {
    for (const secret of ["00u1alice", "Alice Adams", "+49 30 1234", "alice@", "bob@", "the-client-secret", "good-token"]) assert.ok(!report.includes(secret), secret);
    assert.ok(report.includes("@acme.com"));
  });

  it("names nobody by a short name, nor by a claim of the provider's own making; what the rule asks for stays", () => {
    const person = { issuer: provider.issuer, subject: "u7", emailVerified: false, name: "Ada", groups: [], claims: { department: "sales" } };
    const claims = [{ name: "cognito:username", value: '"ada_l"' }, { name: "identities", value: '[{"userId":"4711"}]' }, { name: "first_name", value: '"Ada"' }, { name: "department", value: '"sales"' }, { name: "aud", value: '"0oa1"' }];
    const text = testSsoReport(state({ signIn: { kind: "done", outcome: { kind: "signedIn", signedIn: { ...signedIn, person, claims } } } }), translate, []);
    for (const name of ["Ada", "ada_l", "4711", "u7"]) assert.ok(!text.includes(name), `${name} in ${text}`);
    for (const shown of ["| department | \"sales\" |", "| aud | \"0oa1\" |", "| identities | ••• |"]) assert.ok(text.includes(shown), shown);
  });

  it("is Markdown in which nothing that came back is more than text", () => {
    assert.doesNotMatch(report, /\]\(|<b>|^# x/m);
    const rows = report.split("\n").filter((line) => line.startsWith("|"));
    const columns = (line: string) => line.split("|").length;
    assert.ok(rows.every((line) => [5, 4, 6].includes(columns(line))), rows.join("\n"));
    assert.match(report, /^## Test SSO: localhost:3000$/m);
    assert.match(report, /### Who may come in, field by field/);
  });

  it("says the same as the page", () => {
    assert.ok(report.includes("All good:"));
    assert.ok(testSsoReport(failing, translate, []).includes(inWords(verdictSentence(failing).text, translate).slice(0, 20)));
  });
});
