import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decide, normaliseAddress, normaliseDomain, type AccessRule, type Verdict } from "../../../src/identity/accessRule";
import { personFromClaims, type Person } from "../../../src/identity/person";

function person(claims: Readonly<Record<string, unknown>> = {}): Person {
  return personFromClaims({ iss: "https://idp.example", sub: "1", ...claims })!;
}
const rule = (parts: Partial<AccessRule>): AccessRule => ({ everyone: false, emails: [], domains: [], ...parts });
const acme = rule({ domains: ["acme.com"] });
const bob = rule({ emails: ["bob@acme.com"] });
const verified = { email: "bob@acme.com", email_verified: true };

describe("S8 decide", () => {
  const table: readonly (readonly [string, AccessRule, Person, boolean, Verdict["because"]])[] = [
    ["everyone, even without an e-mail address", rule({ everyone: true }), person(), false, "everyone"],
    ["everyone, with people named as well", { ...acme, everyone: true }, person(), false, "everyone"],
    ["a rule that names nobody", rule({}), person(verified), true, "ruleEmpty"],
    ["a verified address that is named", bob, person(verified), false, "email"],
    ["a verified address of a named domain", acme, person(verified), false, "domain"],
    ["an address in another case", bob, person({ ...verified, email: "BOB@Acme.COM" }), false, "email"],
    ["a rule in another case", rule({ emails: ["Bob@ACME.com"] }), person(verified), false, "email"],
    ["email_verified absent", acme, person({ email: "bob@acme.com" }), false, "emailNotVerified"],
    ["email_verified false", acme, person({ ...verified, email_verified: false }), false, "emailNotVerified"],
    ["email_verified 1", acme, person({ ...verified, email_verified: 1 }), false, "emailNotVerified"],
    ["email_verified 'TRUE'", acme, person({ ...verified, email_verified: "TRUE" }), false, "emailNotVerified"],
    ["email_verified in a list", acme, person({ ...verified, email_verified: [true] }), false, "emailNotVerified"],
    ["Cognito's 'true'", acme, person({ ...verified, email_verified: "true" }), false, "domain"],
    ["not verified, but the provider vouches", acme, person({ email: "bob@acme.com" }), true, "domain"],
    ["a vouching provider and another domain", acme, person({ email: "bob@evil.org" }), true, "notListed"],
    ["no address", acme, person({ email_verified: true }), true, "noEmail"],
    ["another person of the domain, where one is named", bob, person({ ...verified, email: "eve@acme.com" }), false, "notListed"],
    ["a domain below the named one", acme, person({ ...verified, email: "bob@mail.acme.com" }), false, "notListed"],
    ["a domain that ends like the named one", acme, person({ ...verified, email: "bob@evilacme.com" }), false, "notListed"],
    ["a domain that begins like the named one", acme, person({ ...verified, email: "bob@acme.com.evil.org" }), false, "notListed"],
    ["a Cyrillic look-alike of the domain", acme, person({ ...verified, email: "bob@\u0430cme.com" }), false, "notListed"],
    ["a Cyrillic look-alike of the person", bob, person({ ...verified, email: "b\u043Eb@acme.com" }), false, "notListed"],
    ["two at signs", acme, person({ ...verified, email: "bob@evil.org@acme.com" }), false, "noEmail"],
    ["a quoted local part", acme, person({ ...verified, email: '"bob@evil.org"@acme.com' }), false, "noEmail"],
    ["a list of addresses", acme, person({ ...verified, email: ["bob@acme.com"] }), false, "noEmail"],
    ["a domain that a URL parser would end at a slash", acme, person({ ...verified, email: "bob@acme.com/.evil.org" }), false, "noEmail"],
    ["a domain that a URL parser would end at a hash", acme, person({ ...verified, email: "bob@acme.com#.evil.org" }), false, "noEmail"],
    ["a domain that a URL parser would end at a question mark", acme, person({ ...verified, email: "bob@acme.com?.evil.org" }), false, "noEmail"],
    ["a domain with percent encoding", acme, person({ ...verified, email: "bob@%61cme.com" }), false, "noEmail"],
    ["a rule that is broken in itself", rule({ domains: ["acme.com/x", ""], emails: ["", "@"] }), person(verified), false, "notListed"],
  ];
  for (const [what, given, who, vouchesForEmail, because] of table) {
    const admitted = because === "everyone" || because === "email" || because === "domain";
    it(`${admitted ? "admits" : "refuses"}: ${what}`, () => {
      assert.deepEqual(decide(given, who, { vouchesForEmail }), { admitted, because });
    });
  }

  it("is not held up by fields that an object inherits", () => {
    const claims = JSON.parse('{"iss":"i","sub":"s","email":"bob@acme.com","__proto__":{"email_verified":true}}') as unknown;
    assert.equal(decide(acme, personFromClaims(claims)!, { vouchesForEmail: false }).admitted, false);
  });
});

describe("normaliseDomain", () => {
  const same: readonly (readonly [string, string])[] = [
    ["ACME.com", "acme.com"],
    ["@acme.com", "acme.com"],
    ["acme.com.", "acme.com"],
    [" acme.com ", "acme.com"],
    ["Straße.de", "xn--strae-oqa.de"],
    ["MÜLLER.de", "xn--mller-kva.de"],
    ["mu\u0308ller.de", "xn--mller-kva.de"],
    ["\uFF41\uFF43\uFF4D\uFF45.com", "acme.com"],
    ["acme\u3002com", "acme.com"],
  ];
  for (const [typed, expected] of same) it(`reads ${typed} as ${expected}`, () => assert.equal(normaliseDomain(typed), expected));

  for (const typed of ["", ".", "acme", "acme..com", "-acme.com", "acme.com/x", "acme.com:80", "acme.com\\x", "acme.com\tx", "a\ncme.com", "a b.com", "*.acme.com", "%61cme.com", "1.2.3", "127.0.0.1", "0x7f.1", "[::1]", "@@acme.com", "acme\u00AD.com", "xn--a.com\u200B", `${"a".repeat(64)}.com`, `${"a.".repeat(127)}com`]) {
    it(`knows that ${JSON.stringify(typed.slice(0, 30))} is no domain`, () => assert.equal(normaliseDomain(typed), undefined));
  }
});

describe("normaliseAddress", () => {
  it("takes the composed and the decomposed spelling as one", () => {
    assert.equal(normaliseAddress("Zoe\u0308@acme.com"), normaliseAddress("ZO\u00CB@ACME.com"));
  });
  for (const typed of ["", "bob", "@acme.com", "bob@", "bob@acme", "a@b@acme.com", '"bob"@acme.com', "bob smith@acme.com", "<bob@acme.com>", "bob\u202E@acme.com", "bob,eve@acme.com"]) {
    it(`knows that ${JSON.stringify(typed)} is no address`, () => assert.equal(normaliseAddress(typed), undefined));
  }
});
