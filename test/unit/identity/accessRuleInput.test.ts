import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inputFromRule, ruleFromInput } from "../../../src/identity/accessRuleInput";

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

  const named: readonly (readonly [string, object])[] = [
    ["group:engineering", { groups: ["engineering"] }],
    ["Group:Engineering, group:Engineering", { groups: ["Engineering"] }],
    ['group:"All users" group:/staff', { groups: ["All users", "/staff"] }],
    ["claim:department=R&D", { claims: [{ name: "department", value: "R&D" }] }],
    ['claim:title="Vice president, sales"', { claims: [{ name: "title", value: "Vice president, sales" }] }],
    ["claim:https://acme.com/roles=a=b", { claims: [{ name: "https://acme.com/roles", value: "a=b" }] }],
    ["claim:level=3;claim:level=4", { claims: [{ name: "level", value: "3" }, { name: "level", value: "4" }] }],
  ];
  for (const [typed, parts] of named) {
    const rule = { everyone: false, emails: [], domains: [], ...parts };
    it(`reads ${typed}, and writes it so that it is read again`, () => {
      assert.deepEqual(ruleFromInput(typed), { ok: true, rule });
      assert.deepEqual(ruleFromInput(inputFromRule(rule)), { ok: true, rule });
    });
  }

  it("writes a rule of all kinds as it would be typed", () => {
    const typed = 'acme.com, bob@partner.io, group:"All users", claim:department=R&D';
    const input = ruleFromInput(typed);
    assert.ok(input.ok);
    assert.equal(inputFromRule(input.rule), typed);
  });

  for (const entry of ["group:", 'group:""', "claim:", "claim:department", "claim:=x", "claim:x=", "claim:email=bob@acme.com", 'group:"All', 'group:a"b"', 'claim:"a"=b', "role:admin", `group:${"x".repeat(256)}`, "group:a\u0000b"]) {
    it(`doesn't understand ${JSON.stringify(entry.slice(0, 30))}`, () => assert.deepEqual(ruleFromInput(`acme.com ${entry}`), { ok: false, notUnderstood: entry }));
  }
});
