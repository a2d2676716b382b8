import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decide } from "../../../src/identity/accessRule";
import { groupsFrom, tellsGroups } from "../../../src/identity/groupsClaim";
import { personFromClaims } from "../../../src/identity/person";
import type { ProviderKind } from "../../../src/identity/providerProfile";
import { knownProviders } from "../../../src/identity/providers";

const guid = "7c6a2f6e-3d0f-4c52-9b57-4a1a2f0e9d11";
const roles = "urn:zitadel:iam:org:project:roles";

/** Claims as each provider writes them, and the groups in them. */
const written: readonly (readonly [ProviderKind, Readonly<Record<string, unknown>>, readonly string[]])[] = [
  ["okta", { groups: ["Everyone", "Engineering"] }, ["Everyone", "Engineering"]],
  ["jumpcloud", { groups: ["All Users"] }, ["All Users"]],
  ["entra", { groups: [guid] }, [guid]],
  ["google", { groups: ["engineering"], hd: "acme.com" }, []],
  ["keycloak", { groups: ["/acme/engineering", "/sales"], realm_access: { roles: ["admin"] } }, ["/acme/engineering", "/sales"]],
  ["auth0", { "https://acme.com/groups": ["engineering"] }, ["engineering"]],
  ["auth0", { groups: ["plain"], "https://acme.com/groups": ["engineering"] }, ["plain"]],
  ["auth0", { "https://acme.com/groups": ["engineering"], "https://other.example/groups": ["admin"] }, []],
  ["auth0", { "https://acme.com/othergroups": ["engineering"], "my/groups": ["admin"] }, []],
  ["onelogin", { groups: "engineering; sales ;;" }, ["engineering", "sales"]],
  ["onelogin", { groups: ["engineering"] }, ["engineering"]],
  ["pingone", { groups: [guid] }, [guid]],
  ["authentik", { groups: ["authentik Admins"] }, ["authentik Admins"]],
  ["zitadel", { [roles]: { admin: { "170": "acme.zitadel.cloud" }, reader: { "170": "acme.zitadel.cloud" } } }, ["admin", "reader"]],
  ["zitadel", { [roles]: ["admin"] }, []],
  ["zitadel", { groups: ["admin"] }, []],
  ["cognito", { "cognito:groups": ["eu-west-1_Ab12Cd34E_Google", "engineering"], groups: ["other"] }, ["eu-west-1_Ab12Cd34E_Google", "engineering"]],
  ["gitlab", { groups: ["acme", "acme/engineering"], groups_direct: ["acme/engineering"] }, ["acme", "acme/engineering"]],
  ["salesforce", { groups: ["engineering"], custom_attributes: {} }, []],
  ["other", { groups: ["engineering"] }, ["engineering"]],
];

describe("groups as a provider writes them", () => {
  for (const [kind, claims, groups] of written) it(`${kind}: ${JSON.stringify(claims)}`, () => assert.deepEqual(groupsFrom(claims, knownProviders[kind].person.groups), { groups, cut: false }));

  it("of every provider are tried above", () => assert.deepEqual(new Set(written.map(([kind]) => kind)), new Set(Object.keys(knownProviders))));

  it("are none in any other form, of any provider", () => {
    for (const { person } of Object.values(knownProviders)) {
      const name: string = person.groups?.name ?? "groups";
      for (const value of [null, 7, true, [1], [["a"]], [null], [""], ["x".repeat(256)], Array.from({ length: 1001 }, () => "g")]) {
        assert.deepEqual(groupsFrom({ [name]: value }, person.groups).groups, [], `${name} ${JSON.stringify(value).slice(0, 30)}`);
      }
    }
  });

  it("are split at semicolons only where the provider does so", () => assert.deepEqual(groupsFrom({ groups: "a;b" }, knownProviders.okta.person.groups).groups, []));

  it("are no keys that an object inherits", () => assert.deepEqual(groupsFrom({ [roles]: Object.create({ admin: {} }) as unknown }, knownProviders.zitadel.person.groups).groups, []));
});

describe("more groups than fit", () => {
  const overage = { _claim_names: { groups: "src1" }, _claim_sources: { src1: { endpoint: "https://graph.example/users/1/getMemberObjects" } } };
  const entra = knownProviders.entra.person;

  it("are known as cut, and nobody comes in by them", () => {
    for (const claims of [overage, { hasgroups: true }]) {
      assert.deepEqual(groupsFrom(claims, entra.groups), { groups: [], cut: true });
      const person = personFromClaims({ iss: "https://idp.example/t/v2.0", sub: "1", tid: "t", ...claims }, [], entra);
      assert.equal(decide({ everyone: false, emails: [], domains: [], groups: [guid] }, person!, { vouchesForEmail: false }).because, "groupsCut");
    }
  });

  it("are not asked for at userinfo, which has none of Entra's", () => {
    assert.equal(tellsGroups(overage, entra.groups), true);
    assert.equal(tellsGroups({}, entra.groups), false);
    assert.equal(tellsGroups({ groups: [] }, entra.groups), true);
    assert.equal(tellsGroups({}, knownProviders.google.person.groups), true);
  });
});
