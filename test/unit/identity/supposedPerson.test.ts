import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decide, type AccessRule, type Verdict } from "../../../src/identity/accessRule";
import { supposedPerson } from "../../../src/identity/supposedPerson";
import { verdictText } from "../../../src/presentation/verdictText";
import { english } from "../presentation/english";

const rule = (parts: Partial<AccessRule>): AccessRule => ({ everyone: false, emails: [], domains: [], ...parts });
const staff = { name: "staff", value: "true" };

describe("would they come in, and why?", () => {
  const asked: readonly (readonly [string, boolean, AccessRule, Verdict["because"], string])[] = [
    ["alice@acme.com", true, rule({ domains: ["acme.com"] }), "domain", "Comes in: everyone at acme.com may"],
    ["Alice@ACME.com", true, rule({ emails: ["alice@acme.com"] }), "email", "Comes in: alice@acme.com is listed"],
    ["alice@acme.com", false, rule({ domains: ["acme.com"] }), "emailNotVerified", "Stays out: nobody vouches for the address"],
    ["eve@evil.org", true, rule({ domains: ["acme.com"] }), "notListed", "Stays out: neither the address, its domain nor a group of theirs is listed"],
    ["alice@acme.com", false, rule({ everyone: true }), "everyone", "Comes in: everyone whom Okta lets sign in may"],
    ["alice@acme.com", true, rule({}), "ruleEmpty", "Stays out: nobody may come in yet"],
    ["group:engineering", false, rule({ groups: ["engineering"] }), "group", "Comes in: a group of theirs is listed"],
    ["group:engineering", true, rule({ domains: ["acme.com"] }), "noEmail", "Stays out: addresses are listed, and Okta gives none"],
    ["alice@acme.com claim:staff=true", true, rule({ claims: [staff] }), "claims", "Comes in: they have every claim that is asked for"],
    ["alice@acme.com", true, rule({ domains: ["acme.com"], claims: [staff] }), "claim", "Stays out: staff = true is asked for"],
    ["alice@acme.com claim:staff=false, claim:staff=true", true, rule({ domains: ["acme.com"], claims: [staff] }), "domain", "Comes in: everyone at acme.com may"],
  ];
  for (const [typed, verified, given, because, words] of asked) {
    it(`${typed}, ${verified ? "verified" : "not verified"}: ${words}`, () => {
      const person = supposedPerson(typed);
      assert.ok(person);
      const verdict = decide(given, person.as("https://acme.okta.com", verified), { vouchesForEmail: false });
      assert.equal(verdict.because, because);
      assert.equal(english(verdictText(verdict, person.email, { name: "Okta" })), words);
    });
  }

  for (const typed of ["", "alice", "acme.com", "alice@acme.com, bob@acme.com", "alice@acme.com acme.com", "group:"]) {
    it(`${JSON.stringify(typed)} describes nobody`, () => assert.equal(supposedPerson(typed), undefined));
  }
});
