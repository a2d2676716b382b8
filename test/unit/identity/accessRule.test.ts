import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessRuleSchema, decide, normaliseAddress, normaliseDomain, type AccessRule, type Verdict } from "../../../src/identity/accessRule";
import { personFromClaims, type Person } from "../../../src/identity/person";

function person(claims: Readonly<Record<string, unknown>> = {}): Person {
  return personFromClaims({ iss: "https://idp.example", sub: "1", ...claims })!;
}
const rule = (parts: Partial<AccessRule>): AccessRule => ({ everyone: false, emails: [], domains: [], ...parts });
const acme = rule({ domains: ["acme.com"] });
const bob = rule({ emails: ["bob@acme.com"] });
const engineering = rule({ groups: ["engineering"] });
const sales = { name: "department", value: "sales" };
const withClaims = (claims: Readonly<Record<string, unknown>>) => personFromClaims({ iss: "https://idp.example", sub: "1", ...claims }, Object.keys(claims))!;
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
    ["email_verified 'true' of a provider where that is no text", acme, person({ ...verified, email_verified: "true" }), false, "emailNotVerified"],
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
  const groups: typeof table = [
    ["a member of a named group, without an e-mail address", engineering, person({ groups: ["all", "engineering"] }), false, "group"],
    ["a member of one of several", rule({ groups: ["sales", "engineering"] }), person({ groups: ["engineering"] }), false, "group"],
    ["a member of none", engineering, person({ ...verified, groups: ["sales"] }), false, "notListed"],
    ["no groups at all", engineering, person(verified), true, "notListed"],
    ["a group that contains the name", engineering, person({ groups: ["engineering-old", "not engineering"] }), false, "notListed"],
    ["a group in another case", engineering, person({ groups: ["Engineering"] }), false, "notListed"],
    ["a group with a space at the end", engineering, person({ groups: ["engineering "] }), false, "notListed"],
    ["groups as one text", engineering, person({ groups: "engineering" }), false, "notListed"],
    ["groups as an object", engineering, person({ groups: { engineering: true } }), false, "notListed"],
    ["groups within groups", engineering, person({ groups: [["engineering"]] }), false, "notListed"],
    ["a member, where domains are named too and the address is of none", rule({ domains: ["partner.io"], groups: ["engineering"] }), person({ ...verified, groups: ["engineering"] }), false, "group"],
    ["no member, but of a named domain", rule({ domains: ["acme.com"], groups: ["engineering"] }), person(verified), false, "domain"],
    ["no member, and an address of a named domain that nobody verified", rule({ domains: ["acme.com"], groups: ["engineering"] }), person({ email: "bob@acme.com" }), false, "emailNotVerified"],
  ];
  const claims: typeof table = [
    ["a claim that is the value", rule({ claims: [sales] }), withClaims({ department: "sales" }), false, "claims"],
    ["a list that has the value", rule({ claims: [sales] }), withClaims({ department: ["hr", "sales"] }), false, "claims"],
    ["a number as JSON writes it", rule({ claims: [{ name: "level", value: "3" }] }), withClaims({ level: 3 }), false, "claims"],
    ["a truth value as JSON writes it", rule({ claims: [{ name: "staff", value: "true" }] }), withClaims({ staff: true }), false, "claims"],
    ["all of several claims", rule({ claims: [sales, { name: "level", value: "3" }] }), withClaims({ department: "sales", level: 3 }), false, "claims"],
    ["one of several claims lacking", rule({ claims: [{ name: "level", value: "3" }, sales] }), withClaims({ level: 3, department: "hr" }), false, "claim"],
    ["two values of one claim, and a list that has both", rule({ claims: [sales, { name: "department", value: "hr" }] }), withClaims({ department: ["hr", "sales"] }), false, "claims"],
    ["two values of one claim, and only one of them", rule({ claims: [{ name: "department", value: "sales" }, { name: "department", value: "hr" }] }), withClaims({ department: "hr" }), false, "claim"],
    ["the claim absent", rule({ claims: [sales] }), withClaims({}), false, "claim"],
    ["the claim not among those that were kept", rule({ claims: [sales] }), person({ department: "sales" }), false, "claim"],
    ["a text that contains the value", rule({ claims: [sales] }), withClaims({ department: "sales-old" }), false, "claim"],
    ["the value in another case", rule({ claims: [sales] }), withClaims({ department: "Sales" }), false, "claim"],
    ["a list whose element contains the value", rule({ claims: [sales] }), withClaims({ department: ["sales-old"] }), false, "claim"],
    ["a list within the list", rule({ claims: [sales] }), withClaims({ department: [["sales"]] }), false, "claim"],
    ["an object", rule({ claims: [sales] }), withClaims({ department: { sales: true } }), false, "claim"],
    ["null, asked for by its name", rule({ claims: [{ name: "department", value: "null" }] }), withClaims({ department: null }), false, "claim"],
    ["what every object inherits", rule({ claims: [{ name: "constructor", value: "function Object() { [native code] }" }] }), withClaims({}), false, "claim"],
    ["an e-mail address as a claim, which nobody verified", rule({ claims: [{ name: "email", value: "bob@acme.com" }] }), withClaims({ email: "bob@acme.com" }), true, "claim"],
    ["of a named domain, and the claim", rule({ domains: ["acme.com"], claims: [sales] }), withClaims({ ...verified, department: "sales" }), false, "domain"],
    ["of a named domain, without the claim", rule({ domains: ["acme.com"], claims: [sales] }), withClaims({ ...verified, department: "hr" }), false, "claim"],
    ["the claim, but of no named domain", rule({ domains: ["partner.io"], claims: [sales] }), withClaims({ ...verified, department: "sales" }), false, "notListed"],
    ["a member, without the claim", rule({ groups: ["engineering"], claims: [sales] }), withClaims({ groups: ["engineering"] }), false, "claim"],
    ["everyone, without the claim", rule({ everyone: true, claims: [sales] }), withClaims({}), false, "claim"],
    ["everyone, with the claim", rule({ everyone: true, claims: [sales] }), withClaims({ department: "sales" }), false, "everyone"],
  ];
  for (const [what, given, who, vouchesForEmail, because] of [...table, ...groups, ...claims]) {
    const admitted = ["everyone", "email", "domain", "group", "claims"].includes(because);
    it(`${admitted ? "admits" : "refuses"}: ${what}`, () => {
      const verdict = decide(given, who, { vouchesForEmail });
      assert.deepEqual([verdict.admitted, verdict.because], [admitted, because]);
    });
  }

  it("names the claim that is lacking", () => {
    const verdict = decide(rule({ everyone: true, claims: [{ name: "level", value: "3" }, sales] }), withClaims({ level: 3 }), { vouchesForEmail: false });
    assert.deepEqual(verdict, { admitted: false, because: "claim", claim: sales });
  });

  it("takes a rule of before, without groups and claims, and no claim that is an e-mail address", () => {
    const before = { everyone: false, emails: [], domains: ["acme.com"] };
    assert.deepEqual(accessRuleSchema.parse(before), before);
    assert.equal(accessRuleSchema.safeParse({ ...before, claims: [{ name: "email", value: "bob@acme.com" }] }).success, false);
  });

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
  it("takes no look-alike of a plain letter for it: the Kelvin sign is no k", () => {
    assert.equal(normaliseAddress("mi\u212Ae@acme.com"), "mi\u212Ae@acme.com");
    assert.equal(normaliseAddress("mike@acme.com"), "mike@acme.com");
  });
  for (const typed of ["", "bob", "@acme.com", "bob@", "bob@acme", "a@b@acme.com", '"bob"@acme.com', "bob smith@acme.com", "<bob@acme.com>", "bob\u202E@acme.com", "bob,eve@acme.com"]) {
    it(`knows that ${JSON.stringify(typed)} is no address`, () => assert.equal(normaliseAddress(typed), undefined));
  }
});
