// S23: which paths may be a route's prefix, and what lies below one.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isBelow, mostRoutes, routePrefixProblem, routesSchema } from "../../../src/protocol/routes";

const upstream = { scheme: "http", address: "127.0.0.1", port: 8000 } as const;
const accepts = (...prefixes: string[]) => routesSchema.safeParse(prefixes.map((prefix) => ({ prefix, upstream }))).success;

describe("S23 the prefix of a route", () => {
  for (const prefix of ["/api", "/api/v2", "/a", "/my-app_1.0~x", "/@scope", "/.well-known"]) it(`may be ${prefix}`, () => assert.ok(accepts(prefix)));

  const refused: readonly [string, ReturnType<typeof routePrefixProblem>][] = [
    ["", "root"], ["/", "root"], ["//", "root"],
    ["/.portcullis", "own"], ["/.portcullis/x", "own"], ["/.Portcullis", "own"], ["//.portcullis", "own"],
    ["api", "notPlain"], ["/api/", "notPlain"], ["/api//v2", "notPlain"], ["/../api", "notPlain"], ["/api/.", "notPlain"], ["/api.", "notPlain"], ["/a pi", "notPlain"],
    ["/a%70i", "notPlain"], ["/api%2fv2", "notPlain"], ["/api\\v2", "notPlain"], ["/api;x", "notPlain"], ["/api?x", "notPlain"], ["/api#x", "notPlain"], ["/äpi", "notPlain"], ["/api\n", "notPlain"],
    [`/${"a".repeat(100)}`, "notPlain"],
  ];
  for (const [prefix, problem] of refused) {
    it(`is never ${JSON.stringify(prefix.slice(0, 20))}`, () => {
      assert.equal(routePrefixProblem(prefix), problem);
      assert.ok(!accepts(prefix));
    });
  }

  it("is there once, whatever its case, and there are at most 20", () => {
    assert.ok(accepts("/api", "/api/v2", "/apix"));
    assert.ok(!accepts("/api", "/api"));
    assert.ok(!accepts("/api", "/API"));
    const many = Array.from({ length: mostRoutes + 1 }, (_, index) => `/app${index}`);
    assert.ok(accepts(...many.slice(1)));
    assert.ok(!accepts(...many));
  });

  it("has nothing beside it but an upstream of this machine", () => {
    assert.ok(!routesSchema.safeParse([{ prefix: "/api", upstream: { ...upstream, address: "10.0.0.1" } }]).success);
    assert.ok(!routesSchema.safeParse([{ prefix: "/api", upstream, rule: {} }]).success);
  });

  it("has below it what has all of its segments", () => {
    for (const path of ["/api", "/api/", "/api/users"]) assert.ok(isBelow("/api", path), path);
    for (const path of ["/", "/apix", "/ap", "/API/users", "/x/api", ""]) assert.ok(!isBelow("/api", path), path);
  });
});
