import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { Cancelled } from "../../../src/base/expectedError";
import { adminHost, assertAt, isDocumentedHost, issuingHost } from "../../../src/registration/adminHost";
import { adminTokenFromInput } from "../../../src/registration/adminToken";
import { confirmedHost, failure } from "./registering";

const ask = (issuer: string, { asked = issuer, answer = true, kind = "okta" as const } = {}) => {
  const questions: string[] = [];
  const host = adminHost({ kind, asked, discovered: { issuer }, confirm: (name) => (questions.push(name), Promise.resolve(answer)) });
  return { questions, host };
};

describe("where an admin token may go", () => {
  for (const issuer of ["https://acme.okta.com", "https://acme-dev.oktapreview.com/oauth2/default", "https://acme.okta-emea.com"]) {
    it(`S27 is ${issuer}, which the provider documents as its own, without a question`, async () => {
      const { host, questions } = ask(issuer);
      assert.equal((await host).origin, new URL(issuer).origin);
      assert.deepEqual(questions, []);
    });
  }

  for (const issuer of [
    "https://acme.okta.com.evil.example", "https://acme-okta.com", "https://okta.com", "https://evil.example/acme.okta.com", "https://evil.example\\@acme.okta.com", "https://acme.okta.com:8443",
    "http://acme.okta.com", "https://a.b.okta.com", "https://acme-admin.okta.com", "https://www.okta.com", "https://acme.оkta.com", "https://acme.okta.com.", "https://.okta.com", "https://login.acme.com",
  ]) {
    it(`S27 is not ${issuer} unless the person confirms its host`, async () => {
      const { hostname, host: named } = new URL(issuer);
      assert.equal(isDocumentedHost("okta", issuer), false);
      const { host, questions } = ask(issuer, { answer: false });
      await assert.rejects(host, Cancelled);
      assert.deepEqual(questions, [named]);
      assert.match(hostname, /^[\x21-\x7e]+$/);
    });
  }

  it("S27 is no host whose document names another one, whatever the person would confirm", async () => {
    const { host, questions } = ask("https://acme.okta.com", { asked: "https://login.acme.example" });
    const error = await failure(host);
    assert.deepEqual([error.code, error.facts], ["registration.hostNotAllowed", { host: "acme.okta.com", issuerHost: "login.acme.example" }]);
    assert.deepEqual(questions, []);
    assert.equal((await failure(ask("https://user:pw@acme.okta.com", { asked: "https://acme.okta.com" }).host)).code, "registration.hostNotAllowed");
  });

  it("S27 is no documented host for a provider that documents none", () => {
    for (const kind of ["keycloak", "other"] as const) assert.equal(isDocumentedHost(kind, "https://acme.okta.com"), false);
  });

  it("S27 is the host itself, and no endpoint elsewhere that a document names", async () => {
    const host = await confirmedHost("https://login.acme.com");
    assertAt(host, "https://login.acme.com/realms/acme/clients");
    for (const endpoint of ["https://evil.example/clients", "http://login.acme.com/clients", "https://login.acme.com:444/clients", "https://login.acme.com@evil.example/", "https://a:b@login.acme.com/", "//login.acme.com", ""]) {
      assert.throws(() => assertAt(host, endpoint), { code: "registration.hostNotAllowed" }, endpoint);
    }
    assert.throws(() => issuingHost("https://login.acme.com/realms/a", "https://evil.example/clients/1"), { code: "registration.hostNotAllowed" });
  });
});

describe("an admin token", () => {
  for (const [typed, api, header] of [
    ["00abcdefgh1234567890", "okta", "SSWS 00abcdefgh1234567890"],
    [" SSWS 00abcdefgh1234567890\n", "okta", "SSWS 00abcdefgh1234567890"],
    ["Authorization: SSWS 00abcdefgh1234567890", "okta", "SSWS 00abcdefgh1234567890"],
    ["eyJraWQi.eyJzY3Ai.c2ln", "okta", "Bearer eyJraWQi.eyJzY3Ai.c2ln"],
    ["Bearer 00abcdefgh1234567890", "okta", "Bearer 00abcdefgh1234567890"],
    ["00abcdefgh1234567890", "rfc7591", "Bearer 00abcdefgh1234567890"],
    ["SSWS 00abcdefgh1234567890", "rfc7591", "Bearer 00abcdefgh1234567890"],
  ] as const) {
    it(`typed as ${JSON.stringify(typed)} for ${api} goes as ${header.split(" ")[0] ?? ""}`, () => assert.equal(adminTokenFromInput(typed, api)?.header, header));
  }

  it("is nothing that holds a blank, a line or another alphabet, or is too short or too long", () => {
    for (const typed of ["", "short", "two words here", "line\r\nHost: evil", "tøken12345", "x".repeat(8001)]) assert.equal(adminTokenFromInput(typed, "okta"), undefined, typed.slice(0, 20));
  });

  it("S27 is worth nothing once it is dropped, and shows itself to nobody", () => {
    const token = adminTokenFromInput("00abcdefgh1234567890", "okta")!;
    assert.doesNotMatch(JSON.stringify(token) + inspect(token), /00abc/);
    token.drop();
    assert.throws(() => token.header, /dropped/);
    assert.throws(() => token.value, /dropped/);
  });
});
