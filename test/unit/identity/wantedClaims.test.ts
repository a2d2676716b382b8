import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readingFor, scopesFor, wantedBy } from "../../../src/identity/wantedClaims";

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
  const issuer = "https://login.acme.com";
  const asked = (kind: "okta" | "jumpcloud" | "other", listed: readonly string[] = []) => scopesFor({ kind, issuer, scopes }, groups, listed).includes("groups");
  it("is asked for where the provider's file says so", () => assert.deepEqual([asked("okta"), asked("jumpcloud", ["groups"])], [true, false]));
  it("is asked of another provider only when it lists it", () => assert.deepEqual([asked("other"), asked("other", ["groups"])], [false, true]));
  it("is not asked for without need, nor twice", () => {
    assert.deepEqual(scopesFor({ kind: "okta", issuer, scopes }, { groups: false, claims: ["x"] }, ["groups"]), scopes);
    assert.deepEqual(scopesFor({ kind: "okta", issuer, scopes: ["openid", "groups"] }, groups, []), ["openid", "groups"]);
  });
  it("is the provider's own where it has another name", () => {
    assert.deepEqual(scopesFor({ kind: "zitadel", issuer, scopes }, groups, []), [...scopes, "urn:zitadel:iam:org:project:roles"]);
  });
  it("follows the issuer, whatever the profile calls the provider", () => {
    assert.deepEqual(scopesFor({ kind: "other", issuer: "https://acme.okta.com", scopes }, groups, []), [...scopes, "groups"]);
  });
});

describe("how people are read", () => {
  it("is as the issuer's own provider has it, whatever the profile says", () => {
    for (const kind of ["other", "okta", "google"] as const) assert.equal(readingFor({ kind, issuer: "https://accounts.google.com" }).verifiedBy, "google");
    assert.equal(readingFor({ kind: "other", issuer: "https://login.acme.com" }).verifiedBy, "true");
  });
  it("takes the claim that the profile names for groups", () => {
    const reading = readingFor({ kind: "auth0", issuer: "https://acme.eu.auth0.com/", groupsClaim: "https://acme.com/roles" });
    assert.deepEqual(reading.groups, { name: "https://acme.com/roles", form: "semicolons" });
  });
});
