// S7: what another site makes a visitor's browser do is refused before Origin is rewritten.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { upgradeLines } from "../gateRig";
import { startShare, type RealShare } from "./realShare";

describe("S7 a signed-in visitor's browser", () => {
  let rig: RealShare;
  let cookie: string;
  before(async () => {
    rig = await startShare();
    cookie = `Cookie: ${await rig.signIn()}`;
  });
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));

  const refused: readonly (readonly [what: string, lines: readonly string[]])[] = [
    ["another site", ["Origin: https://evil.example", "Sec-Fetch-Site: cross-site"]],
    ["another site that claims to be the same", ["Origin: https://evil.example", "Sec-Fetch-Site: same-origin"]],
    ["a sibling of the tunnel's domain", ["Origin: https://other.example", "Sec-Fetch-Site: same-site"]],
    ["the same host on another port", ["Origin: https://share.example:8443"]],
    ["the same host without TLS", ["Origin: http://share.example"]],
    ["the upstream's own origin", ["Origin: http://localhost:3000"]],
    ["a sandboxed frame", ["Origin: null", "Sec-Fetch-Site: cross-site"]],
    ["a hidden origin without more", ["Origin: null"]],
    ["no Origin but another site", ["Sec-Fetch-Site: cross-site"]],
    ["no Origin but a sibling", ["Sec-Fetch-Site: same-site"]],
    ["an empty Origin", ["Origin: "]],
    ["two origins", ["Origin: https://share.example", "Origin: https://evil.example"]],
    ["two sites", ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"]],
  ];
  for (const [what, lines] of refused) {
    it(`29 acts for ${what}: refused, by every unsafe method and by WebSocket`, async () => {
      for (const method of ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
        const answer = await rig.ask(`${method} /api`, [cookie, ...lines], method === "POST" ? "x=1" : "");
        assert.equal(answer.status, 403);
        assert.deepEqual(JSON.parse(answer.body), { error: "crossSite" });
      }
      assert.equal((await rig.ask("GET /socket", [cookie, ...upgradeLines, ...lines])).status, 403);
      assert.deepEqual(rig.app.seen, []);
    });
  }

  for (const [what, lines] of [
    ["the share itself", ["Origin: https://share.example", "Sec-Fetch-Site: same-origin"]],
    ["the share's page that hides its referrer", ["Origin: null", "Sec-Fetch-Site: same-origin"]],
    ["the share, in a browser that says no Origin", ["Sec-Fetch-Site: same-origin"]],
    ["the person, by the address bar", ["Sec-Fetch-Site: none"]],
    ["a program that says neither", []],
  ] as const) {
    it(`31 acts for ${what}: forwarded`, async () => {
      assert.equal((await rig.ask("POST /api", [cookie, ...lines], "x=1")).status, 200);
    });
  }

  it("follows a link from another site: forwarded, it changes nothing", async () => {
    assert.equal((await rig.ask("GET /", [cookie, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"])).status, 200);
  });

  const loads: readonly (readonly [what: string, lines: readonly string[]])[] = [
    ...["iframe", "frame", "embed", "object", "fencedframe"].map((dest) => [`a ${dest}`, ["Sec-Fetch-Mode: navigate", `Sec-Fetch-Dest: ${dest}`]] as const),
    ...["image", "script", "style", "video", "audio", "font", "track", "manifest", "worker", "empty"].map((dest) => [`a no-cors load (${dest})`, ["Sec-Fetch-Mode: no-cors", `Sec-Fetch-Dest: ${dest}`]] as const),
    ["a fetch that its own server could allow", ["Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty", "Origin: https://evil.example"]],
    ["a load that says no more", []],
    ["a frame that says document too", ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe", "Sec-Fetch-Dest: document"]],
  ];
  for (const [what, lines] of loads) {
    it(`loads ${what} for another site or a sibling: refused, GET and HEAD; for the share itself: forwarded`, async () => {
      for (const site of ["cross-site", "same-site", "Same-Origin", ""]) {
        for (const method of ["GET", "HEAD"]) assert.equal((await rig.ask(`${method} /x.js`, [cookie, `Sec-Fetch-Site: ${site}`, ...lines])).status, 403, site);
      }
      assert.equal((await rig.ask("GET /x.js", [cookie, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site", ...lines])).status, 403);
      assert.deepEqual(rig.app.seen, []);
      for (const site of ["same-origin", "none"]) assert.equal((await rig.ask("GET /x.js", [cookie, `Sec-Fetch-Site: ${site}`, ...lines])).status, 200);
    });
  }

  it("has Origin and Referer rewritten where they are the share's own, and only there", async () => {
    const own = `http://localhost:${rig.app.port}`;
    const cases = [
      ["https://share.example", "https://share.example/a?b", own, `${own}/a?b`],
      ["https://share.example", "https://share.example", own, own],
      ["https://share.example", "https://share.example.evil.example/a", own, "https://share.example.evil.example/a"],
    ] as const;
    for (const [origin, referer, seenOrigin, seenReferer] of cases) {
      rig.app.seen.splice(0);
      await rig.ask("POST /", [cookie, `Origin: ${origin}`, `Referer: ${referer}`], "x");
      assert.equal(rig.app.seen[0]!.headers.origin, seenOrigin);
      assert.equal(rig.app.seen[0]!.headers.referer, seenReferer);
      assert.equal(rig.app.seen[0]!.headers.host, `localhost:${rig.app.port}`);
    }
    rig.app.seen.splice(0);
    await rig.ask("GET /", [cookie, "Origin: https://evil.example", "Referer: https://evil.example/"]);
    assert.equal(rig.app.seen[0]!.headers.origin, "https://evil.example");
    assert.equal(rig.app.seen[0]!.headers.referer, "https://evil.example/");
  });
});

describe("S7 a page in a frame of another site, in a browser that does not say so", () => {
  let headers: Readonly<Record<string, string | string[]>> = {};
  let rig: RealShare;
  let cookie: string;
  before(async () => {
    rig = await startShare({ answer: (_request, response) => void response.writeHead(200, headers).end("page") });
    cookie = `Cookie: ${await rig.signIn()}`;
  });
  after(() => rig.close());

  const own = "frame-ancestors 'self'";
  for (const [what, sent, expected] of [
    ["an app without a word on frames", {}, [own]],
    ["an app with a policy on other things", { "content-security-policy": "default-src 'self'; script-src 'none'" }, ["default-src 'self'; script-src 'none'", own]],
    ["an app that only reports", { "content-security-policy-report-only": "frame-ancestors 'none'" }, [own]],
    ["an app that allows frames by policy", { "content-security-policy": ["img-src *", "default-src *; Frame-Ancestors https://partner.example"] }, ["img-src *", "default-src *; Frame-Ancestors https://partner.example"]],
    ["an app that says X-Frame-Options", { "x-frame-options": "SAMEORIGIN" }, []],
  ] as const) {
    it(`is shown only to the share itself, unless the app decides: ${what}`, async () => {
      headers = { ...sent } as Record<string, string | string[]>;
      assert.deepEqual((await rig.ask("GET /", [cookie, "Accept: text/html"])).headers("content-security-policy"), expected);
      const worker = ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: empty"];
      assert.deepEqual((await rig.ask("GET /", [cookie, ...worker])).headers("content-security-policy"), expected);
      assert.deepEqual((await rig.ask("GET /", [cookie, "Sec-Fetch-Site: same-origin"])).headers("content-security-policy"), expected.filter((policy) => policy !== own));
    });
  }
});
