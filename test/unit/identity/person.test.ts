import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { personFromClaims } from "../../../src/identity/person";

const minimal = { iss: "https://idp.example", sub: "user-1" };

describe("personFromClaims", () => {
  it("reads what an ordinary token says", () => {
    assert.deepEqual(personFromClaims({ ...minimal, email: "Bob@Acme.com", email_verified: true, name: "Bob", preferred_username: "bob", groups: ["dev"], aud: "x" }), {
      issuer: "https://idp.example",
      subject: "user-1",
      email: "Bob@Acme.com",
      emailVerified: true,
      name: "Bob",
      preferredUsername: "bob",
      groups: ["dev"],
    });
  });

  for (const claims of [null, undefined, "", 7, [], [minimal], {}, { iss: "i" }, { sub: "s" }, { iss: "", sub: "s" }, { iss: "i", sub: "" }, { iss: "i", sub: 7 }, { iss: ["i"], sub: "s" }, { iss: "i", sub: "x".repeat(256) }, { iss: "i", sub: "a\r\nX-Forwarded-User: root" }]) {
    it(`finds nobody in ${JSON.stringify(claims ?? "nothing").slice(0, 40)}`, () => assert.equal(personFromClaims(claims), undefined));
  }

  for (const email of [7, {}, ["bob@acme.com"], "", "bob", "bob@acme.com, eve@evil.org", "Bob <bob@acme.com>", '"b@c"@acme.com', "bob@acme.com\r\nBcc: x", "bob\u0000@acme.com", "bob\u202E@acme.com", "a@b@c", `${"x".repeat(250)}@acme.com`]) {
    it(`takes ${JSON.stringify(email).slice(0, 40)} for no address`, () => assert.equal(personFromClaims({ ...minimal, email, email_verified: true })?.email, undefined));
  }

  for (const [claim, verified] of [[true, true], ["true", false], [false, false], ["false", false], ["True", false], [1, false], [{}, false], [null, false]] as const) {
    it(`S8 reads email_verified ${JSON.stringify(claim)} as ${verified}`, () => assert.equal(personFromClaims({ ...minimal, email_verified: claim })?.emailVerified, verified));
  }

  it("drops names that hold control characters or are no text", () => {
    const who = personFromClaims({ ...minimal, name: "Bob\r\nX-Admin: 1", preferred_username: { toString: "bob" } });
    assert.deepEqual([who?.name, who?.preferredUsername], [undefined, undefined]);
  });

  it("takes groups only as a list of texts", () => {
    for (const groups of ["admin", { 0: "admin" }, [1, 2], ["x", null], Array.from({ length: 1001 }, () => "g")]) assert.deepEqual(personFromClaims({ ...minimal, groups })?.groups, []);
  });

  it("keeps the claims that are asked for, of a kind that a rule can be held against, and no others", () => {
    const claims = { ...minimal, department: "sales", level: 3, staff: true, roles: ["a", 1], nested: { a: 1 }, deep: [["a"]], nothing: null, long: "x".repeat(501), other: "y" };
    const who = personFromClaims(claims, ["department", "level", "staff", "roles", "nested", "deep", "nothing", "long", "absent", "toString", "__proto__"]);
    assert.deepEqual(who?.claims, { department: "sales", level: 3, staff: true, roles: ["a", 1] });
  });
});
