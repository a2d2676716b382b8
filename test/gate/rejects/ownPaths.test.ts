// S26: what is below /.portcullis/ is the gate's in every spelling, and nothing else is.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { isOwnPath } from "../../../src/gate/ownPaths";
import { returnPath } from "../../../src/gate/returnTo";
import { navigation, upgradeLines } from "../gateRig";
import { startShare, type RealShare } from "./realShare";

const spellings = [
  "/.portcullis", "/.portcullis/", "/.portcullis/x", "/.PORTCULLIS/x", "/.Portcullis/callback/", "/%2eportcullis/x", "/%2Eportcullis/x", "/.%70ortcullis/x",
  "/%252eportcullis/x", "/%25252eportcullis/x", "//.portcullis/x", "///.portcullis/x", "/./.portcullis/x", "/a/../.portcullis/x", "/a/%2e%2e/.portcullis/x",
  "/a/..%2f.portcullis/x", "/a/..%5c.portcullis/x", "/\\.portcullis\\x", "/%5c.portcullis/x", "/%2f.portcullis/x", "/.portcullis%2fx", "/.portcullis%5cx",
  "/.portcullis;a=b/x", "/;a/.portcullis/x", "/.portcullis/../app", "/.portcullis%00/x", "/%00.portcullis/x", "/.port%09cullis/x", "/.port%0acullis/x",
  "/%20.portcullis/x", "/.portcullis%20/x", "/%EF%BC%8Eportcullis/x", "/.portcull%C4%B1s/../.portcullis/x", "/a/./../.portcullis/x", "/.portcullis?x", "/.portcullis/?x=/app",
];
const foreign = [
  "/", "/app", "/portcullis", "/portcullis/x", "/.portcullisx", "/.portcullis-x/y", "/x.portcullis/", "/docs/.portcullis/x", "/a?b=/.portcullis/x", "/a?/../.portcullis",
  "/.well-known/x", "/a/../b", "/%2e%2e/x", "/a%2fb", "/..", "/@id/.portcullis", "/.port/cullis",
];

describe("S26 a path below /.portcullis/", () => {
  let rig: RealShare;
  let cookie: string;
  before(async () => {
    rig = await startShare();
    cookie = await rig.signIn();
  });
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));

  for (const target of spellings) {
    it(`21 spelt ${target} never reaches the app, signed in or not`, async () => {
      for (const method of ["GET", "POST", "HEAD"]) {
        for (const more of [[], [...navigation, `Cookie: ${cookie}`]]) {
          const answer = await rig.ask(`${method} ${target}`, more);
          assert.ok(answer.status >= 400 && answer.status < 500, `${method} ${answer.status}`);
          assert.doesNotMatch(answer.body, /secret/);
        }
      }
      const upgrade = await rig.ask(`GET ${target}`, [...upgradeLines, `Cookie: ${cookie}`, `Origin: ${rig.origin}`]);
      assert.ok(upgrade.status >= 400 && upgrade.status < 500);
      assert.deepEqual(rig.app.seen, []);
    });
  }

  for (const target of foreign) {
    it(`is not ${target}: the app answers, byte for byte as asked`, async () => {
      assert.equal(isOwnPath(target), false);
      assert.equal((await rig.ask(`GET ${target}`, [`Cookie: ${cookie}`])).status, 200);
      assert.deepEqual(rig.app.seen.map(({ url }) => url), [target]);
    });
  }

  it("shows a page to a person and a status to a program", async () => {
    const page = await rig.ask("GET /.portcullis/nothing", navigation);
    assert.equal(page.status, 404);
    assert.match(page.header("content-type") ?? "", /text\/html/);
    assert.match(page.header("content-security-policy") ?? "", /^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'$/);
    assert.equal(page.header("cache-control"), "no-store");
    assert.doesNotMatch(page.body, /<script/);
    assert.deepEqual(JSON.parse((await rig.ask("GET /.portcullis/callback?code=a&state=b", ["Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"])).body), { error: "notFound" });
    assert.equal(rig.tokenRequests(), 1);
  });
});

describe("the way back after a sign-in", () => {
  const corpus = [
    "//evil.example", "///evil.example", "/\\evil.example", "/\\/evil.example", "\\\\evil.example", "https://evil.example", "https:/evil.example", "javascript:alert(1)", "/\tevil.example", "/%0d%0aX: 1\r\nY: 1",
    "/ok\r\nSet-Cookie: a=b", "/\u0000", "/a b", "/ü", "", "evil", "?a", "#a", "/a#b", "/.//evil.example", "/..//evil.example", "/a/..//evil.example", "/./\\evil.example", `/${"a".repeat(2000)}`,
    "/\u2028/evil", "/\u00a0/evil", "http:evil", "//evil.example/%2e%2e", "/%5c\\evil",
  ];
  for (const target of corpus) it(`62 is "/" for ${JSON.stringify(target.slice(0, 40))}`, () => assert.equal(returnPath(target), "/"));
  for (const target of ["/", "/a", "/a/b?c=d&e=%2F%2Fevil", "/a?next=https://ok.example", "/%2f%2fevil.example", "/a//b", "/@vite/client", "/a;b", "/a?x=//y"]) {
    it(`is what was asked for: ${target}`, () => {
      assert.equal(returnPath(target), target);
      assert.equal(new URL(target, "https://own.example").origin, "https://own.example");
    });
  }
});
