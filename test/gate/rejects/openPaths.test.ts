// S6: an open path opens itself and nothing else, to nobody in particular; however it is spelled, the app sees no other path without a session.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { OpenPath } from "../../../src/identity/openPath";
import { navigation, parse, startGate, upgradeLines, type GateRig } from "../gateRig";

const openPaths: readonly OpenPath[] = [
  { path: "/hooks/stripe", methods: ["POST"] },
  { path: "/hooks/github", prefix: true, methods: ["POST"] },
  { path: "/public", prefix: true, methods: ["GET", "HEAD", "POST"] },
  // Typed by mistake: these stay shut.
  { path: "/__open-in-editor", methods: ["GET", "POST"] },
  { path: "/@fs", prefix: true, methods: ["GET"] },
];

describe("S6 a stranger at a share with open paths", () => {
  let rig: GateRig;
  before(async () => void (rig = await startGate({ shareOptions: { openPaths: [...openPaths], developerEndpoints: "allow" } })));
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));

  describe("is turned away with", () => {
    afterEach(() => assert.deepEqual(rig.app.seen, []));
    const spellings = [
      "/", "/hooks", "/hooks/", "/hooks/stripe/", "/hooks/stripe/x", "/hooks/stripes", "/Hooks/stripe", "/hooks/githubs", "/hooks/github-x/y", "/secret?/hooks/stripe", "/secret?x=/public/a", "/secret;/public/a", "/secret%23/public/a", "/secret%3f/public/a",
      "//hooks/stripe", "/hooks//stripe", "/./hooks/stripe", "/hooks/./stripe", "/x/../hooks/stripe", "/hooks%2fstripe", "/hooks%2Fstripe", "/hooks%5cstripe", "/hooks\\stripe", "/%68ooks/stripe", "/hooks/stripe%00", "/hooks/stripe%20", "/hooks/stripe;a=b",
      "/public/../secret", "/public/..%2fsecret", "/public/%2e%2e/secret", "/public/.%2e/secret", "/public/%2e./secret", "/public/%252e%252e/secret", "/public/..;/secret", "/public/..%00/secret", "/public/..\\secret", "/public/..%5csecret", "/public/..%c0%afsecret", "/public/..%ef%bc%8fsecret", "/public/\u00ff/secret", "/public/...//secret", "/public/a/..", "/public/.", "/public//secret", "/public/;/secret", "/public%2f..%2fsecret", "/public/%0a..%0a/secret",
      "/public/x?_method=DELETE", "/public/x?a=1&_method=PUT", "/public/x?%5fmethod=PUT",
      "/public/__open-in-editor?file=x", "/public/x?__debugger__=yes", "/public/__web_console/x", "/public/@fs/etc/passwd", "/__open-in-editor?file=x", "/@fs/etc/passwd", "/@fs/home/a/.ssh/id_rsa",
    ];
    for (const target of spellings) {
      it(JSON.stringify(target), async () => {
        const lines = ["Accept: */*", "Content-Type: application/json"];
        for (const method of ["POST", "GET"]) {
          const { status } = await rig.ask(`${method} ${target}`, lines, method === "POST" ? "{}" : "");
          // What Node itself can't read as a target is 400.
          assert.ok(status === 401 || (status === 400 && target.includes("\u00ff")), `${method} ${status}`);
        }
        assert.ok([302, 400].includes((await rig.ask(`GET ${target}`, navigation)).status));
      });
    }

    it("anything below /.portcullis, in every spelling", async () => {
      for (const target of ["/.portcullis/callback", "/public/../.portcullis/x", "/public/%2e%2e/.portcullis/x", "/.portcullis/../public/x"]) assert.equal((await rig.ask(`POST ${target}`, [], "x")).status, target === "/.portcullis/callback" ? 400 : 404, target);
    });

    it("a target that is an address, a control byte in the path, and a fragment", async () => {
      for (const start of [`POST https://${rig.host}/public/x`, "POST /public/x#y", "POST *", "POST /public/\u0001x", "POST /public/\u007fx", "POST /public/x\ty"]) assert.ok([400, 401].includes((await rig.ask(start, [], "x")).status), start);
    });

    it("every other method, overridden ones too", async () => {
      for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "QUERY", "post"]) assert.ok([400, 401].includes((await rig.ask(`${method} /hooks/stripe`, ["X-HTTP-Method-Override: POST"])).status), method);
    });

    it("a preflight, whatever it claims: the gate answers it", async () => {
      for (const target of ["/public/x", "/hooks/stripe"]) {
        const answer = await rig.ask(`OPTIONS ${target}`, ["Origin: https://elsewhere.example", "Access-Control-Request-Method: POST"]);
        assert.equal(answer.status, 401);
        assert.equal(answer.header("access-control-allow-origin"), undefined);
      }
    });

    it("a manifest or a worker's script below an open prefix", async () => {
      for (const lines of [["Sec-Fetch-Dest: manifest"], ["Sec-Fetch-Dest: serviceworker"], ["Service-Worker: script"], ["Sec-Fetch-Dest: script", "Service-Worker: script"], ["Sec-Fetch-Dest: sharedworker"], ["Sec-Fetch-Dest: empty", "Sec-Fetch-Dest: manifest"]]) {
        assert.equal((await rig.ask("GET /public/sw.js", lines)).status, 401, lines.join());
      }
    });

    it("an upgrade, to a WebSocket or anything else", async () => {
      assert.equal((await rig.ask("GET /public/socket", upgradeLines)).status, 401);
      assert.ok([400, 401].includes((await rig.ask("GET /public/socket", ["Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP__"])).status));
    });

    it("another Host", async () => {
      assert.equal(parse(await rig.raw("POST /public/x HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")).status, 421);
    });
  });

  it("who claims to be somebody, or another address, is nobody to the app", async () => {
    const cookie = await rig.signIn();
    const forged = ["X-Forwarded-User: u1", "X_Forwarded_Email: alice@acme.com", "X.Forwarded.Groups: admins", "X-Original-URL: /secret", "X-Rewrite-URL: /secret", "X-Forwarded-Prefix: /secret", "X-Middleware-Subrequest: x", "X-HTTP-Method-Override: DELETE", "X_HTTP_Method: DELETE", "X-Method-Override: DELETE"];
    assert.equal((await rig.ask("POST /hooks/stripe?a=1", [...forged, `Cookie: app=1; ${cookie}; __Host-portcullis-000000000000=x`], "{}")).status, 200);
    const seen = rig.app.seen[0]!;
    assert.equal(seen.url, "/hooks/stripe?a=1");
    assert.equal(seen.headers.cookie, "app=1");
    const names = seen.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    assert.deepEqual(names.filter((name) => /user|email|groups|original|rewrite|prefix|middleware|method/.test(name)), []);
    assert.ok(!JSON.stringify(seen).includes(cookie.split("=")[1] ?? ""));
  });

  it("under the edge a right seal makes nobody of them either, nor goes along, and a spelling that only the edge reads as open ends no share", async () => {
    const seal = { headerName: "x-pc-0123456789abcdef", secret: "s".repeat(43) };
    const edge = await startGate({ enforcement: { kind: "edge", seal }, shareOptions: { openPaths: [...openPaths] } });
    try {
      let failed = 0;
      edge.gate.onFailed(() => failed++);
      edge.openid.tokens.set("alice", { sub: "u1", email: "alice@acme.com", email_verified: true });
      const line = `${seal.headerName}: ${seal.secret};id_1;ses_1;alice`;
      assert.equal((await edge.ask("POST /hooks/stripe", [line], "x")).status, 200);
      assert.ok(!JSON.stringify(edge.app.seen).includes(seal.secret));
      assert.equal(edge.app.seen[0]?.headers["x-forwarded-user"], undefined);
      assert.deepEqual(edge.gate.visitors(), []);
      assert.equal(edge.openid.verified, 0);
      for (const target of ["/public/../secret", "/hooks%2fstripe", "/x/../hooks/stripe", "//public/x", "/PUBLIC/x", "/hooks/github/%2e%2e"]) assert.equal((await edge.ask(`POST ${target}`, [], "x")).status, 401, target);
      assert.equal((await edge.ask("GET /public/socket", upgradeLines)).status, 401);
      assert.equal(failed, 0);
      assert.equal(edge.app.seen.length, 1);
      assert.equal((await edge.ask("POST /secret", [], "x")).status, 401);
      assert.equal(failed, 1);
    } finally {
      await edge.close();
    }
  });
});
