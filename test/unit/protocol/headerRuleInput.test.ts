import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { headerRulesSchema, mostHeaderRules, type HeaderRule } from "../../../src/protocol/headerRule";
import { headerRulesFromInput, inputFromHeaderRules } from "../../../src/protocol/headerRuleInput";

describe("headerRulesFromInput", () => {
  it("reads rules as typed, divided by semicolons and line breaks, with commas and colons in values", () => {
    const read = headerRulesFromInput(" request set X-Tenant: acme, inc:1 ;; Response REMOVE x-powered-by\nresponse set X-Env:test; request remove DNT ");
    assert.ok(read.ok);
    assert.deepEqual(read.rules, [
      { direction: "request", action: "set", name: "X-Tenant", value: "acme, inc:1" },
      { direction: "response", action: "remove", name: "x-powered-by" },
      { direction: "response", action: "set", name: "X-Env", value: "test" },
      { direction: "request", action: "remove", name: "DNT" },
    ]);
    assert.ok(headerRulesSchema.safeParse(read.rules).success);
    assert.deepEqual(headerRulesFromInput(" ;\n;"), { ok: true, rules: [] });
  });

  for (const value of ["acme", "a, b", "max-age=1; includeSubDomains", "; request remove DNT", '"v1"', 'W/"a;b"', 'a"', '"', "\\", '\\"', 'a\\;b', '"a\\"; b"', "x: y", "request set A: b"]) {
    it(`writes ${value} so that it is read again, among others`, () => {
      const rules: HeaderRule[] = [{ direction: "response", action: "set", name: "X-A", value }, { direction: "request", action: "remove", name: "X-B" }];
      assert.deepEqual(headerRulesFromInput(inputFromHeaderRules(rules)), { ok: true, rules });
    });
  }

  for (const [typed, problem, entry] of [
    ["X-Tenant: acme", "notARule", "X-Tenant: acme"],
    ["request X-Tenant: acme", "notARule", "request X-Tenant: acme"],
    ["reqest set X: a", "notARule", "reqest set X: a"],
    ["request set X-Tenant", "notARule", "request set X-Tenant"],
    ["request set X-A: a; includeSubDomains", "notARule", "includeSubDomains"],
    ["response remove X-A: a", "notARule", "response remove X-A: a"],
    ["request set X A: a", "notARule", "request set X A: a"],
    ["request set X-A: ", "notAValue", "request set X-A:"],
    ["request set X-A: é", "notAValue", "request set X-A: é"],
    ['request set X-A: "a\nb"', "notAValue", 'request set X-A: "a\nb"'],
    ['request set X-A: "a', "notAValue", 'request set X-A: "a'],
    ['request set X-A: "a" b', "notAValue", 'request set X-A: "a" b'],
    ["request set X/A: a", "notAName", "request set X/A: a"],
    ["request set X-Ok: a; request set X_Forwarded_For: a", "identity", "request set X_Forwarded_For: a"],
    ["request set Host: a", "connection", "request set Host: a"],
    ["response remove Set-Cookie", "session", "response remove Set-Cookie"],
    ["request set Origin: a", "address", "request set Origin: a"],
    ["response set Cache-Control: public", "cache", "response set Cache-Control: public"],
    ["response set Service-Worker-Allowed: /", "origin", "response set Service-Worker-Allowed: /"],
    ["request set X-A: a; request remove x-a", "twice", "request remove x-a"],
  ] as const) {
    it(`names what can't be in ${JSON.stringify(typed)}: ${problem}`, () => assert.deepEqual(headerRulesFromInput(typed), { ok: false, problem, entry }));
  }

  it("takes the same header once per direction, and no more than 50 rules", () => {
    assert.ok(headerRulesFromInput("request set X-A: a; response set X-A: b").ok);
    const typed = (count: number) => Array.from({ length: count }, (_, n) => `request remove X-${n}`).join(";");
    assert.ok(headerRulesFromInput(typed(mostHeaderRules)).ok);
    assert.deepEqual(headerRulesFromInput(typed(mostHeaderRules + 1)), { ok: false, problem: "tooMany", entry: "request remove X-50" });
  });
});
