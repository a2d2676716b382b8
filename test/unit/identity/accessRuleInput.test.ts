import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ruleFromInput } from "../../../src/identity/accessRuleInput";

describe("ruleFromInput", () => {
  const read: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["acme.com", [], ["acme.com"]],
    ["@acme.com", [], ["acme.com"]],
    ["*@acme.com", [], ["acme.com"]],
    ["Bob@Acme.com", ["bob@acme.com"], []],
    ["acme.com, bob@partner.io", ["bob@partner.io"], ["acme.com"]],
    ["acme.com;partner.io\n bob@x.io\tbob@X.io,,", ["bob@x.io"], ["acme.com", "partner.io"]],
    ["MÜLLER.de zoë@müller.de", ["zoë@xn--mller-kva.de"], ["xn--mller-kva.de"]],
    ["", [], []],
  ];
  for (const [typed, emails, domains] of read) {
    it(`reads ${JSON.stringify(typed)}`, () => assert.deepEqual(ruleFromInput(typed), { ok: true, rule: { everyone: false, emails, domains } }));
  }

  const notUnderstood: readonly (readonly [string, string])[] = [
    ["acme", "acme"],
    ["acme.com, everyone", "everyone"],
    ["https://acme.com", "https://acme.com"],
    ["acme.com/team", "acme.com/team"],
    ["*", "*"],
    ["*.acme.com", "*.acme.com"],
    ["*bob@acme.com", "*bob@acme.com"],
    ["**@acme.com", "**@acme.com"],
    ['"bob"@acme.com', '"bob"@acme.com'],
    ["Bob <bob@acme.com>", "Bob"],
    ["a@b@acme.com", "a@b@acme.com"],
    ["10.0.0.1", "10.0.0.1"],
    ["bob@", "bob@"],
  ];
  for (const [typed, named] of notUnderstood) {
    it(`names what it doesn't understand in ${JSON.stringify(typed)}`, () => assert.deepEqual(ruleFromInput(typed), { ok: false, notUnderstood: named }));
  }
});
