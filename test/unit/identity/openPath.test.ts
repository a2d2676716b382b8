import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openPathFor, openPathProblem, openPathSchema, openPathsSchema, type OpenPath } from "../../../src/identity/openPath";
import { inputFromOpenPaths, openPathsFromInput } from "../../../src/identity/openPathInput";

const exact: OpenPath = { path: "/hooks/stripe", methods: ["POST"] };
const below: OpenPath = { path: "/hooks/github", prefix: true, methods: ["POST", "PUT"] };
const wellKnown: OpenPath = { path: "/.well-known/x.json", methods: ["GET"] };
const opened = (method: string, target: string) => openPathFor([exact, below, wellKnown], method, target)?.path;

describe("S6 openPathFor", () => {
  it("takes the exact path, whatever follows the question mark, and whole segments below a prefix", () => {
    for (const target of ["/hooks/stripe", "/hooks/stripe?a=/../b%2f;#x", "/hooks/stripe??"]) assert.equal(opened("POST", target), exact.path, target);
    for (const target of ["/hooks/github", "/hooks/github/", "/hooks/github/a/b.c", "/hooks/github/@me:x=1+2!~_"]) assert.equal(opened("PUT", target), below.path, target);
    assert.equal(opened("GET", "/.well-known/x.json"), wellKnown.path);
  });

  for (const target of [
    "/hooks/stripe/", "/hooks/stripe/x", "/hooks/stripes", "/hooks/strip", "/hooks", "/hooks/", "/", "", "hooks/stripe", "//hooks/stripe", "/hooks//stripe", "/hooks/stripe//",
    "/Hooks/stripe", "/hooks/githubx", "/hooks/github-old", "/hooks/github.json", "/hooks/github;x", "/hooks/github/;x=1", "/hooks/stripe;x=1", "/hooks/stripe%00", "/hooks/stripe\u0000", "/hooks/stripe ", "/hooks/stripe\t", "/hooks/stripe\u00a0",
    "/hooks%2fstripe", "/hooks%2Fstripe", "/hooks%5cstripe", "/hooks\\stripe", "/hooks/%73tripe", "/hooks/./stripe", "/hooks/x/../stripe", "/hooks/github/..", "/hooks/github/../secret", "/hooks/github/../../secret",
    "/hooks/github/%2e%2e/secret", "/hooks/github/.%2e/secret", "/hooks/github/..;/secret", "/hooks/github/...", "/hooks/github/x./y", "/hooks/github/..%00/x", "/hooks/github/%252e%252e/x", "/hooks/github//x", "/hooks/github/\\..\\x", "/hooks/github/%20", "/hooks/github/%c0%ae%c0%ae/x",
    "/hooks/github/\u00fc", "/hooks/github/<x>", "/hooks/github/'x'", "/hooks/github/*", "/hooks/github/a,b", "/hooks/github/a|b", "/hooks/github/{x}", "/hooks/github/$x", "/hooks/github/a&b", "/hooks/stripe#x", "https://share.example/hooks/stripe", "*",
  ]) {
    it(`takes nothing else: ${JSON.stringify(target)}`, () => assert.equal(opened("POST", target), undefined));
  }

  it("takes no other method, in no other spelling", () => {
    for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "post", "Post", "POST ", "CONNECT", "TRACE", ""]) assert.equal(opened(method, "/hooks/stripe"), undefined, method);
  });
});

describe("S6 what can be opened", () => {
  for (const [path, problem] of [
    ["/", "everything"], ["", "everything"], ["//", "everything"], ["/.portcullis", "own"], ["/.Portcullis/callback", "own"], ["//.portcullis/x", "own"], ["hooks", "notPlain"], ["/a//b", "notPlain"], ["/a/../b", "notPlain"], ["/a/.", "notPlain"],
    ["/a%20b", "notPlain"], ["/a\\b", "notPlain"], ["/a;b", "notPlain"], ["/a b", "notPlain"], ["/a?b", "notPlain"], ["/a#b", "notPlain"], ["/a*", "notPlain"], ["/ä", "notPlain"], [`/${"a".repeat(300)}`, "notPlain"], ["/a", undefined], ["/a/", undefined], ["/a.b/c", undefined],
  ] as const) {
    it(`${JSON.stringify(path.slice(0, 40))}: ${problem ?? "can"}`, () => {
      assert.equal(openPathProblem(path), problem);
      assert.equal(openPathSchema.safeParse({ path, methods: ["POST"] }).success, problem === undefined);
    });
  }

  it("nothing without a method, nothing by a method that browsers ask about first, no prefix with a slash at its end, and no more than 20", () => {
    for (const parts of [{ methods: [] }, { methods: ["OPTIONS"] }, { methods: ["post"] }, { methods: ["POST"], path: "/a/", prefix: true }]) assert.equal(openPathSchema.safeParse({ path: "/a", ...parts }).success, false);
    const many = (count: number) => Array.from({ length: count }, (_, n) => ({ path: `/a${n}`, methods: ["POST"] }));
    assert.deepEqual([20, 21].map((count) => openPathsSchema.safeParse(many(count)).success), [true, false]);
  });
});

describe("openPathsFromInput", () => {
  it("reads paths as typed, POST where no method is named, and writes them so that they are read again", () => {
    const typed = "/hooks/stripe; get|head /health\n POST /hooks/github/*, PUT /hooks/github/*";
    const read = openPathsFromInput(typed);
    assert.ok(read.ok);
    assert.deepEqual(read.paths, [
      { path: "/hooks/stripe", methods: ["POST"] },
      { path: "/health", methods: ["GET", "HEAD"] },
      { path: "/hooks/github", prefix: true, methods: ["POST", "PUT"] },
    ]);
    assert.equal(inputFromOpenPaths(read.paths), "POST /hooks/stripe, GET|HEAD /health, POST|PUT /hooks/github/*");
    assert.deepEqual(openPathsFromInput(inputFromOpenPaths(read.paths)), read);
    assert.deepEqual(openPathsFromInput(" ,;\n"), { ok: true, paths: [] });
    for (const path of read.paths) assert.ok(openPathSchema.safeParse(path).success);
  });

  for (const [typed, problem, entry] of [
    ["/", "everything", "/"], ["/*", "everything", "/*"], ["GET //*", "everything", "GET //*"], ["/ok, POST /.portcullis/*", "own", "POST /.portcullis/*"], ["*", "notPlain", "*"], ["/a*", "notPlain", "/a*"], ["/a/*/b", "notPlain", "/a/*/b"], ["/a//*", "notPlain", "/a//*"],
    ["hooks", "notPlain", "hooks"], ["https://x.example/hooks", "notPlain", "https://x.example/hooks"], ["FETCH /a", "method", "FETCH /a"], ["OPTIONS /a", "method", "OPTIONS /a"], ["GET| /a", "method", "GET| /a"], ["GET", "notPlain", "GET"], ["/a b", "notPlain", "/a b"],
  ] as const) {
    it(`names what can't be opened in ${typed}: ${problem}`, () => assert.deepEqual(openPathsFromInput(typed), { ok: false, problem, entry }));
  }

  it("takes no more than 20", () => {
    const typed = Array.from({ length: 21 }, (_, n) => `/a${n}`).join(",");
    assert.deepEqual(openPathsFromInput(typed), { ok: false, problem: "tooMany", entry: "/a20" });
  });
});
