import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { scopesFor, wantedBy } from "../../../src/identity/wantedClaims";

const people = { everyone: false, emails: [], domains: ["acme.com"] };
const scopes = ["openid", "email"];

describe("what a rule wants to know", () => {
  it("is nothing more where people are named by their addresses", () => assert.deepEqual(wantedBy(people), { groups: false, claims: [] }));
  it("is groups, and each claim once", () => {
    const claims = [{ name: "department", value: "a" }, { name: "department", value: "b" }];
    assert.deepEqual(wantedBy({ ...people, groups: ["a"], claims }), { groups: true, claims: ["department"] });
  });
});

describe("the scope for groups", () => {
  const groups = { groups: true, claims: [] };
  const asked = (kind: "okta" | "jumpcloud" | "other", listed: readonly string[] = []) => scopesFor({ kind, scopes }, groups, listed).includes("groups");
  it("is asked for where the provider's file says so", () => assert.deepEqual([asked("okta"), asked("jumpcloud", ["groups"])], [true, false]));
  it("is asked of another provider only when it lists it", () => assert.deepEqual([asked("other"), asked("other", ["groups"])], [false, true]));
  it("is not asked for without need, nor twice", () => {
    assert.deepEqual(scopesFor({ kind: "okta", scopes }, { groups: false, claims: ["x"] }, ["groups"]), scopes);
    assert.deepEqual(scopesFor({ kind: "okta", scopes: ["openid", "groups"] }, groups, []), ["openid", "groups"]);
  });
});
