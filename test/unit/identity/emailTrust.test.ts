// S8, a trap each: what a provider says of an address, and what that is worth.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decide, type AccessRule } from "../../../src/identity/accessRule";
import { personFromClaims } from "../../../src/identity/person";
import type { ProviderKind } from "../../../src/identity/providerProfile";
import { knownProviders } from "../../../src/identity/providers";

type Claims = Readonly<Record<string, unknown>>;
const tenant = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";
const acme: AccessRule = { everyone: false, emails: [], domains: ["acme.com"] };
const named = (...emails: string[]): AccessRule => ({ everyone: false, emails, domains: [] });

function verdict(kind: ProviderKind, rule: AccessRule, claims: Claims, iss = "https://idp.example") {
  const { person: reading, vouchesForEmail } = knownProviders[kind];
  const person = personFromClaims({ iss, sub: "1", ...claims }, [], reading);
  return person === undefined ? "nobody" : decide(rule, person, { vouchesForEmail: vouchesForEmail.holds }).because;
}

describe("S8 Google", () => {
  const google = (rule: AccessRule, claims: Claims) => verdict("google", rule, { email_verified: true, ...claims }, "https://accounts.google.com");

  it("S8 admits by a domain whoever's Workspace it is", () => assert.equal(google(acme, { email: "bob@acme.com", hd: "acme.com" }), "domain"));
  it("S8 reads hd as domains are read", () => assert.equal(google(acme, { email: "bob@acme.com", hd: "ACME.com" }), "domain"));
  it("S8 keeps a gmail address without hd out of a domain, gmail.com too", () => {
    assert.equal(google(acme, { email: "bob@gmail.com" }), "notListed");
    assert.equal(google({ ...acme, domains: ["gmail.com"] }, { email: "bob@gmail.com" }), "notListed");
  });
  it("S8 keeps a personal account out that was made with an address of the company", () => {
    assert.equal(google(acme, { email: "bob@acme.com" }), "emailNotVerified");
    assert.equal(google(named("bob@acme.com"), { email: "bob@acme.com" }), "emailNotVerified");
  });
  it("S8 keeps hd of another domain out, whatever the address", () => assert.equal(google(acme, { email: "bob@acme.com", hd: "evil.org" }), "notListed"));
  it("S8 keeps out hd in a form that it never has", () => {
    for (const hd of ["", null, true, ["acme.com"], { 0: "acme.com" }, "acme.com.evil.org", "evil.org, acme.com"]) {
      assert.ok(["notListed", "emailNotVerified"].includes(google(acme, { email: "bob@acme.com", hd })), JSON.stringify(hd));
    }
  });
  it("S8 needs the address verified all the same", () => assert.equal(google(acme, { email: "bob@acme.com", hd: "acme.com", email_verified: false }), "emailNotVerified"));
  it("S8 admits a person by a gmail address that is named, and one of a Workspace", () => {
    assert.equal(google(named("bob@gmail.com"), { email: "bob@gmail.com" }), "email");
    assert.equal(google(named("bob@acme.com"), { email: "bob@acme.com", hd: "acme.com" }), "email");
    assert.equal(google(named("bob@gmail.com.evil.org"), { email: "bob@gmail.com.evil.org" }), "emailNotVerified");
  });
});

describe("S8 Entra ID", () => {
  const issuer = `https://login.microsoftonline.com/${tenant}/v2.0`;
  const entra = (rule: AccessRule, claims: Claims) => verdict("entra", rule, { tid: tenant, email: "bob@acme.com", ...claims }, issuer);

  it("S8 admits by an address whose domain's owner is verified, in every way that Microsoft writes it", () => {
    for (const xms_edov of [true, "1", "true"]) assert.equal(entra(acme, { xms_edov }), "domain");
  });
  it("S8 believes no address without xms_edov, not even with email_verified", () => {
    assert.equal(entra(acme, {}), "emailNotVerified");
    assert.equal(entra(named("bob@acme.com"), { email_verified: true }), "emailNotVerified");
    for (const xms_edov of [false, "0", "false", "", null, [true], {}]) assert.equal(entra(acme, { xms_edov }), "emailNotVerified", JSON.stringify(xms_edov));
  });
  it("S8 finds nobody in a token of another tenant, or without one", () => {
    for (const tid of ["9188040d-6c67-4c5b-b112-36a304b66dad", undefined, "", null, [tenant], `${tenant}/`]) assert.equal(entra({ ...acme, everyone: true }, { tid, xms_edov: true }), "nobody", JSON.stringify(tid));
  });
  it("S8 finds nobody where the issuer names no tenant", () => assert.equal(verdict("entra", { ...acme, everyone: true }, { tid: "", email: "bob@acme.com" }, "https://login.microsoftonline.com"), "nobody"));
  it("S8 keeps a guest of another tenant out whose address nobody vouches for", () => {
    assert.equal(entra(acme, { idp: "https://sts.windows.net/11111111-2222-3333-4444-555555555555/", xms_edov: false }), "emailNotVerified");
  });
});

describe("S8 email_verified as text", () => {
  const said = (kind: ProviderKind, email_verified: unknown) => verdict(kind, acme, { email: "bob@acme.com", email_verified });
  for (const kind of Object.keys(knownProviders) as ProviderKind[]) {
    if (kind === "google" || kind === "entra") continue;
    const text = kind === "cognito" || kind === "jumpcloud";
    it(`S8 ${text ? "counts" : "does not count"} with ${kind}; absent, false and anything else never does`, () => {
      assert.equal(said(kind, true), "domain");
      assert.equal(said(kind, "true"), text ? "domain" : "emailNotVerified");
      for (const claim of [undefined, false, "false", "True", "1", 1, {}, [true], null]) assert.equal(said(kind, claim), "emailNotVerified", JSON.stringify(claim));
    });
  }
});
