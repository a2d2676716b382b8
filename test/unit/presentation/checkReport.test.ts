import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkIds } from "../../../src/diagnostics/checkIds";
import { checkReport } from "../../../src/presentation/checkReport";
import { checkText, checkTitle } from "../../../src/presentation/checkText";
import { message } from "../../../src/presentation/message";
import { english } from "./english";

const profile = { kind: "okta", issuer: "https://acme.okta.com" } as const;
const translate = (text: string, args: Record<string, string | number>) => english({ message: text, args });
const report = (checks: Parameters<typeof checkText>[0][], secrets: readonly string[] = []) =>
  checkReport({ title: message("Test SSO: Okta"), verdict: message("The first that failed is the cause"), checks: checks.map((check) => checkText(check, profile)) }, translate, secrets);

describe("checks in words", () => {
  it("every check has a short title in sentence case", () => {
    for (const id of checkIds) assert.match(english(checkTitle(id)), /^([A-Z]|ngrok)[^.!]{8,60}$/, id);
    assert.equal(new Set(checkIds.map((id) => english(checkTitle(id)))).size, checkIds.length);
  });

  it("says which check is why another was not asked", () => {
    const { said, evidence, cure, actions } = checkText({ check: "provider.client", outcome: "skipped", facts: { because: "provider.reachable" } }, profile);
    assert.deepEqual([english(said), english(evidence!), cure, actions], ["Skipped", "Not asked, because of: Provider answers", undefined, []]);
  });

  it("offers the page where it is mended, beside what the catalogue offers", () => {
    const { actions } = checkText({ check: "provider.client", outcome: "failed", facts: {}, failure: { code: "oidc.clientRefused", facts: { error: "invalid_client" } }, cure: "checkClient" }, profile);
    assert.ok(actions.some((action) => action.kind === "openUrl" && action.url === "https://acme-admin.okta.com/admin/apps/active"));
    assert.ok(actions.some(({ kind }) => kind === "replaceSecret"));
  });

  it("says of a secret in ngrok's vault whose it is, and never that it was accepted", () => {
    const { said, evidence } = checkText({ check: "provider.client", outcome: "unknown", facts: { vault: "acme" } }, profile);
    assert.deepEqual([english(said), english(evidence!)], ["Unknown", "The secret rests in ngrok's vault acme: only a sign-in tells"]);
  });
});

describe("the report", () => {
  it("is a table, whatever a provider says", () => {
    const text = report([
      { check: "provider.reachable", outcome: "passed", facts: { host: "acme.okta.com" } },
      { check: "provider.authorization", outcome: "failed", facts: { seen: "x" }, failure: { code: "oidc.providerError", facts: { error: "a|b", description: "<img src=x> [link](https://evil.example) | `code`\n| new | row |" } } },
    ]);
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    assert.equal(rows.length, 4);
    for (const row of rows) assert.equal(row.split("|").length, 6, row);
    assert.doesNotMatch(text, /<img|\]\(|https:\/\/evil|`/);
    assert.match(text, /^## Test SSO: Okta\n\nThe first that failed is the cause\n\n\| Check \| Outcome \| What was seen \| What helps \|\n/);
  });

  it("shows client ID, redirect URI and hosts, and hides tokens, codes, states and the names in e-mail addresses", () => {
    const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";
    const text = report([
      { check: "provider.client", outcome: "passed", facts: { clientId: "0oa1b2c3d4" } },
      { check: "provider.redirectUri", outcome: "passed", facts: { uri: "https://otter.ngrok-free.dev/.portcullis/callback" } },
      { check: "provider.authorization", outcome: "failed", facts: {}, failure: { code: "oidc.providerError", facts: { error: "access_denied", description: `alice.doe+x@acme.com and ünal@bücher.example, ${jwt} state=st4te&code=c0de` } } },
    ]);
    for (const shown of ["0oa1b2c3d4", "otter.ngrok-free.dev/.portcullis", "•••@acme.com", "•••@bücher.example"]) assert.ok(text.replaceAll("∕", "/").includes(shown), `${shown} in ${text}`);
    for (const hidden of ["alice", "doe", "ünal", "eyJ", "st4te", "c0de"]) assert.equal(text.includes(hidden), false, hidden);
  });

  it("hides the name in every spelling of an e-mail address", () => {
    const text = report([{ check: "provider.authorization", outcome: "failed", facts: {}, failure: { code: "oidc.providerError", facts: { error: "e", description: "o'brien@acme.com a/b@acme.com root@intranet zoe%40acme.com eve@www.de" } } }]);
    for (const name of ["brien", "o'", "a∕b", "a/b", "root", "zoe", "eve"]) assert.equal(text.includes(name), false, `${name} in ${text}`);
  });

  it("S16 calls nobody, strikes nothing out, and holds no character reference", () => {
    const text = report([{ check: "provider.authorization", outcome: "failed", facts: {}, failure: { code: "oidc.providerError", facts: { error: "e", description: "(@octocat) @octo/team ~~not~~ &#x202e;evil &lt;b&gt; &rlm;" } } }]);
    assert.doesNotMatch(text, /@|~|&#?\w+;/);
    assert.match(text, /octocat/);
  });

  it("holds none of the secrets that it is told of, in any spelling", () => {
    const secret = "s$cret (with) |pipes|";
    const facts = { error: "e", description: [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")].join(" ; ") };
    const text = report([{ check: "provider.authorization", outcome: "failed", facts: {}, failure: { code: "oidc.providerError", facts } }], [secret]);
    for (const part of ["cret", "pipes", encodeURIComponent(secret), Buffer.from(secret).toString("base64")]) assert.equal(text.includes(part), false, text);
  });
});
