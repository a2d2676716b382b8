// Nobody signed in: whatever is asked in whatever form, the app sees nothing.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { cookiePair, navigation, parse, startGate, upgradeLines, type GateRig } from "./gateRig";

describe("a stranger", () => {
  let rig: GateRig;
  before(async () => void (rig = await startGate()));
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));

  const nothingSeen = () => {
    assert.deepEqual(rig.app.seen, []);
    assert.equal(rig.app.connections(), 0);
  };

  for (const path of ["/", "/deep/path?q=1", "/robots.txt", "/favicon.ico", "/ping"]) {
    it(`who opens ${path} is sent to the provider`, async () => {
      const answer = await rig.ask(`GET ${path}`, navigation);
      assert.equal(answer.status, 302);
      const location = new URL(answer.header("location") ?? "");
      assert.equal(location.origin + location.pathname, "https://idp.example/authorize");
      assert.equal(location.searchParams.get("redirect_uri"), `${rig.origin}/.portcullis/callback`);
      assert.equal(answer.header("cache-control"), "no-store");
      assert.equal(rig.openid.begun.at(-1)?.returnTo, path);
      nothingSeen();
    });
  }

  const programs: readonly (readonly [what: string, start: string, headers: readonly string[], body?: string])[] = [
    ["fetch", "GET /api", ["Accept: */*", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]],
    ["curl", "GET /", ["Accept: */*"]],
    ["XMLHttpRequest that accepts pages", "GET /", ["Accept: text/html", "X-Requested-With: XMLHttpRequest"]],
    ["script element", "GET /main.js", ["Accept: */*", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"]],
    ["frame", "GET /", ["Accept: text/html", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]],
    ["prefetch", "GET /", [...navigation, "Sec-Purpose: prefetch"]],
    ["prerender", "GET /", [...navigation, "Sec-Purpose: prefetch;prerender"]],
    ["health check", "GET /", ["User-Agent: kube-probe/1.30"]],
    ["event stream", "GET /events", ["Accept: text/event-stream", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]],
    ["HEAD", "HEAD /", ["Accept: */*"]],
    ["preflight", "OPTIONS /api", ["Origin: https://elsewhere.example", "Access-Control-Request-Method: POST"]],
    ["POST", "POST /api", ["Content-Type: application/json"], "{}"],
    ["form POST as a navigation", "POST /", [...navigation, "Content-Type: application/x-www-form-urlencoded"], "a=b"],
    ["PUT", "PUT /x", [], "x"],
    ["PATCH", "PATCH /x", [], "x"],
    ["DELETE", "DELETE /x", []],
    ["overridden method", "POST /x", ["X-HTTP-Method-Override: OPTIONS"], "x"],
    ["an unknown method", "PROPFIND /", []],
    ["X-Forwarded-Uri of the callback", "GET /secret", ["X-Forwarded-Uri: /.portcullis/callback"]],
    ["X-Original-URL of the callback", "GET /secret", ["X-Original-URL: /.portcullis/callback"]],
    ["X-Rewrite-URL of the callback", "GET /secret", ["X-Rewrite-URL: /.portcullis/callback"]],
    ["forged identity headers", "GET /", ["X-Forwarded-User: u1", "X-Forwarded-Email: alice@acme.com"]],
    ["Connection that names Cookie and Host", "GET /", ["Connection: Cookie, Host"]],
    ["a bearer token", "GET /", ["Authorization: Bearer abc"]],
  ];
  for (const [what, start, headers, body] of programs) {
    it(`gets a plain 401 for: ${what}`, async () => {
      const answer = await rig.ask(start, headers, body);
      assert.equal(answer.status, 401);
      assert.equal(answer.header("location"), undefined);
      assert.deepEqual(answer.headers("set-cookie"), []);
      if (!start.startsWith("HEAD")) assert.deepEqual(JSON.parse(answer.body), { error: "signInRequired" });
      nothingSeen();
    });
  }

  it("who opens a WebSocket gets a clean 401 and the end of the connection", async () => {
    const answer = parse(await rig.raw(`GET /socket HTTP/1.1\r\nHost: ${rig.host}\r\nOrigin: ${rig.origin}\r\n${upgradeLines.join("\r\n")}\r\n\r\n`));
    assert.equal(answer.status, 401);
    assert.equal(answer.header("connection"), "close");
    assert.deepEqual(JSON.parse(answer.body), { error: "signInRequired" });
    nothingSeen();
  });

  it("who speaks HTTP/1.0 is one like any other", async () => {
    assert.equal(parse(await rig.raw(`GET / HTTP/1.0\r\nHost: ${rig.host}\r\n\r\n`)).status, 401);
    assert.equal(parse(await rig.raw("GET / HTTP/1.0\r\n\r\n")).status, 400);
    nothingSeen();
  });

  it("who waits for 100 Continue gets the refusal instead", async () => {
    const answer = await rig.raw(`POST /x HTTP/1.1\r\nHost: ${rig.host}\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n`);
    assert.equal(parse(answer).status, 401);
    assert.doesNotMatch(answer, /100 Continue/);
    nothingSeen();
  });

  it("gets the whole answer while still sending a large body", async () => {
    const answer = await rig.raw(Buffer.concat([Buffer.from(`POST /x HTTP/1.1\r\nHost: ${rig.host}\r\nContent-Length: 200000\r\n\r\n`), Buffer.alloc(200_000, "x")]));
    assert.equal(parse(answer).status, 401);
    assert.match(answer, /signInRequired/);
    nothingSeen();
  });

  for (const cookie of ["", "x", "A".repeat(43), "A".repeat(4000), "%41".repeat(20), "..\u0000"]) {
    it(`with a guessed session cookie (${cookie.length} characters) stays one, and the cookie is expired`, async () => {
      const answer = await rig.ask("GET /", ["Accept: */*", `Cookie: __Host-portcullis-abcdef012345=${cookie}`]);
      // A byte that no cookie may hold is refused by the parser itself.
      if (cookie.includes("\u0000")) {
        assert.equal(answer.status, 400);
        return;
      }
      assert.equal(answer.status, 401);
      assert.match(answer.header("set-cookie") ?? "", /^__Host-portcullis-abcdef012345=; .*Max-Age=0/);
      nothingSeen();
    });
  }

  it("S21 whose cookie is that of another share stays one", async () => {
    const cookie = await rig.signIn();
    const other = await startGate({ shareId: "zzzzzz999999" });
    try {
      const renamed = cookie.replace("abcdef012345", "zzzzzz999999");
      for (const tried of [cookie, renamed]) assert.equal((await other.ask("GET /", [`Cookie: ${tried}`])).status, 401);
      assert.deepEqual(other.app.seen, []);
    } finally {
      await other.close();
    }
  });

  it("can't begin sign-ins without end", async () => {
    const limited = await startGate({ limits: { signInStartsPerMinute: 3 } });
    try {
      const statuses: number[] = [];
      for (let count = 0; count < 5; count++) statuses.push((await limited.ask("GET /", navigation)).status);
      assert.deepEqual(statuses, [302, 302, 302, 429, 429]);
    } finally {
      await limited.close();
    }
  });

  it("keeps at most five sign-ins under way, the oldest giving way", async () => {
    const own: string[] = [];
    for (let count = 0; count < 5; count++) own.push(cookiePair((await rig.ask("GET /", navigation)).headers("set-cookie")));
    const sixth = await rig.ask("GET /", [...navigation, `Cookie: ${own.join("; ")}`]);
    const expired = sixth.headers("set-cookie").filter((cookie) => cookie.includes("Max-Age=0"));
    assert.deepEqual(expired.map((cookie) => cookie.split("=", 1)[0]), [own[0]?.split("=", 1)[0]]);
  });
});
