import assert from "node:assert/strict";
import { it } from "node:test";
import { clientIdFromInput, groupsClaimFromInput, nameFromInput, scopesFromInput } from "../../../src/identity/providerInput";

it("a name is what is left without the blanks around it, and is bounded", () => {
  assert.equal(nameFromInput("  Acme staging "), "Acme staging");
  for (const typed of ["", "  ", "x".repeat(81)]) assert.equal(nameFromInput(typed), undefined, typed);
});

it("a client ID has no spaces and no special characters", () => {
  assert.equal(clientIdFromInput(" 0oa1 "), "0oa1");
  for (const typed of ["", "two words", "０oa1", "x".repeat(301)]) assert.equal(clientIdFromInput(typed), undefined, typed);
});

it("scopes stand once each, with openid among them", () => {
  assert.deepEqual(scopesFromInput("profile, email  email"), ["openid", "profile", "email"]);
  assert.deepEqual(scopesFromInput("openid"), ["openid"]);
  assert.deepEqual(scopesFromInput(""), ["openid"]);
  for (const typed of ['"email"', "x".repeat(101), Array.from({ length: 20 }, (_, index) => `s${index}`).join(" ")]) assert.equal(scopesFromInput(typed), undefined, typed);
});

it("no name of a claim means the provider's own", () => {
  assert.equal(groupsClaimFromInput(" https://acme.com/groups "), "https://acme.com/groups");
  assert.equal(groupsClaimFromInput(" "), "");
  assert.equal(groupsClaimFromInput("x".repeat(101)), undefined);
});
