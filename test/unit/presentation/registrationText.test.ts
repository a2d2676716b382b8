import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ownErrorCodes } from "../../../src/base/errorCodes";
import { explain } from "../../../src/presentation/explain";
import { chosenGroupsText, hostQuestion, leastScopeText, madeText, tokenPrompt } from "../../../src/presentation/registrationText";
import { english } from "./english";

describe("set-up by API in words", () => {
  it("S27 names the least that a token has to be able to do, in a line that a list shows whole", () => {
    assert.match(english(leastScopeText("okta", "okta")), /okta\.apps\.manage and okta\.groups\.read/);
    for (const line of [leastScopeText("okta", "okta"), leastScopeText("rfc7591", "keycloak"), leastScopeText("rfc7591", "other")]) assert.ok(english(line).length <= 72, english(line));
  });

  it("S27 says of a token that it goes to one host alone, named in full, and is kept nowhere", () => {
    for (const api of ["okta", "rfc7591"] as const) assert.match(english(tokenPrompt(api, "login.acme.com:8443")), /It goes to login\.acme\.com:8443 alone, is kept nowhere/);
    const long = `${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.evil.example`;
    assert.match(english(hostQuestion(long).title), /\.evil\.example\?$/);
  });

  it("says what Okta's API can't do, and that nobody is assigned where nobody is", () => {
    const facts = { provider: "Okta", name: "Portcullis", groups: 0 };
    assert.match(english(madeText({ api: "okta", ...facts })), /Nobody is assigned to it yet\. .*groups claim, which Okta's API can't set/);
    assert.doesNotMatch(english(madeText({ api: "okta", ...facts, groups: 2 })), /Nobody/);
    assert.equal(english(madeText({ api: "rfc7591", ...facts, provider: "Keycloak" })), "Portcullis is registered at Keycloak and saved here.");
    assert.deepEqual([0, 1, 2].map((count) => english(chosenGroupsText(count))), ["Set up without a group", "Set up with 1 group", "Set up with 2 groups"]);
  });

  it("leads to the console for what is or may be left there, and only to an address", () => {
    for (const code of ["registration.notUndone", "registration.perhapsMade"] as const) {
      const url = "https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1#tab-general";
      const { title, actions } = explain({ code, facts: { name: "Portcullis", host: "acme.okta.com", url } });
      assert.match(english(title), /Portcullis .*acme\.okta\.com/);
      assert.deepEqual(actions[0]?.kind === "openUrl" && actions[0].url, url);
      for (const odd of ["javascript:alert(1)", "", 7]) assert.ok(!explain({ code, facts: { url: odd } }).actions.some(({ kind }) => kind === "openUrl"));
    }
  });

  it("repeats what a provider says without letting it format or lead anywhere (S16)", () => {
    for (const code of ownErrorCodes.filter((one) => one.startsWith("registration."))) {
      const { title } = explain({ code, facts: { host: "h", name: "[n](https://evil.example)", message: "[click](https://evil.example) `x`", why: "https://evil.example", status: 400, uri: "https://*.evil.example", field: "f", issuer: "i", issuerHost: "j", seconds: 3 } });
      assert.doesNotMatch(english(title), /\]\(|:\/\/|`/, code);
    }
  });
});
