// Nobody signed in: whatever is asked in whatever form, the app sees nothing. Numbers are those of the list of attacks (facts/gate.md, 2.5).
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { cookiePair, navigation, parse, upgradeLines } from "../gateRig";
import { startShare, type RealShare } from "./realShare";

describe("a stranger", () => {
  let rig: RealShare;
  before(async () => void (rig = await startShare()));
  after(() => rig.close());
  afterEach(() => {
    assert.deepEqual(rig.app.seen, []);
    assert.equal(rig.app.connections(), 0);
  });

  for (const [number, path] of [["1", "/"], ["1", "/deep/path?q=1"], ["16", "/robots.txt"], ["16", "/favicon.ico"], ["16", "/ping"], ["16", "/health"], ["16", "/.well-known/security.txt"]] as const) {
    it(`${number} who opens ${path} is sent to the provider`, async () => {
      const answer = await rig.ask(`GET ${path}`, navigation);
      assert.equal(answer.status, 302);
      const location = new URL(answer.header("location") ?? "");
      assert.equal(location.origin + location.pathname, rig.provider.endpoint("authorization"));
      assert.equal(location.searchParams.get("redirect_uri"), `${rig.origin}/.portcullis/callback`);
      assert.equal(answer.header("cache-control"), "no-store");
      assert.equal(answer.body, "");
    });
  }

  const programs: readonly (readonly [what: string, start: string, headers: readonly string[], body?: string])[] = [
    ["2 fetch", "GET /api", ["Accept: */*", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]],
    ["2 fetch that accepts pages", "GET /", ["Accept: text/html", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]],
    ["3 XMLHttpRequest", "GET /", ["Accept: */*", "X-Requested-With: XMLHttpRequest"]],
    ["3 XMLHttpRequest that accepts pages", "GET /", ["Accept: text/html", "X-Requested-With: XMLHttpRequest"]],
    ["4 curl", "GET /", ["Accept: */*"]],
    ["4 no header at all", "GET /", []],
    ["5 script element", "GET /main.js", ["Accept: */*", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"]],
    ["5 image element", "GET /a.png", ["Accept: image/*", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"]],
    ["5 S6 manifest", "GET /manifest.json", ["Accept: */*", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: manifest"]],
    ["5 S10 service worker", "GET /sw.js", ["Accept: */*", "Service-Worker: script", "Sec-Fetch-Mode: same-origin", "Sec-Fetch-Dest: serviceworker"]],
    ["5 frame", "GET /", ["Accept: text/html", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]],
    ["5 prefetch", "GET /", [...navigation, "Sec-Purpose: prefetch"]],
    ["5 prerender", "GET /", [...navigation, "Sec-Purpose: prefetch;prerender"]],
    ["5 event stream", "GET /events", ["Accept: text/event-stream", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]],
    ["5 two contradicting modes", "GET /", ["Accept: text/html", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: document"]],
    ["11 S6 preflight", "OPTIONS /api", ["Origin: https://elsewhere.example", "Access-Control-Request-Method: POST"]],
    ["11 S6 preflight that claims to be the share", "OPTIONS /api", ["Origin: https://share.example", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: cookie"]],
    ["16 kube-probe", "GET /", ["User-Agent: kube-probe/1.30"]],
    ["16 GoogleHC", "GET /", ["User-Agent: GoogleHC/1.0"]],
    ["16 ELB", "GET /ping", ["User-Agent: ELB-HealthChecker/2.0"]],
    ["17 X-Forwarded-Uri of the callback", "GET /secret", ["X-Forwarded-Uri: /.portcullis/callback"]],
    ["18 X-Original-URL of the callback", "GET /secret", ["X-Original-URL: /.portcullis/callback"]],
    ["19 X-Rewrite-URL of the callback", "GET /secret", ["X-Rewrite-URL: /.portcullis/callback"]],
    ["19 X-Forwarded-Method and X-HTTP-Method", "POST /secret", ["X-Forwarded-Method: OPTIONS", "X-HTTP-Method: OPTIONS"], "x"],
    ["20 overridden method", "POST /x", ["X-HTTP-Method-Override: OPTIONS"], "x"],
    ["20 overridden method in the query", "POST /x?_method=OPTIONS", [], "x"],
    ["HEAD", "HEAD /", ["Accept: */*"]],
    ["POST", "POST /api", ["Content-Type: application/json"], "{}"],
    ["form POST as a navigation", "POST /", [...navigation, "Content-Type: application/x-www-form-urlencoded"], "a=b"],
    ["PUT", "PUT /x", [], "x"],
    ["PATCH", "PATCH /x", [], "x"],
    ["DELETE", "DELETE /x", []],
    ["an unknown method", "PROPFIND /", []],
    ["QUERY with a body", "QUERY /x", [], "select"],
    ["33 forged identity headers", "GET /", ["X-Forwarded-User: u1", "X-Forwarded-Email: alice@acme.com"]],
    ["38 Connection that names Cookie and Host", "GET /", ["Connection: Cookie, Host"]],
    ["39 a forwarding address of loopback", "GET /", ["X-Forwarded-For: 127.0.0.1", "X-Real-IP: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Client-IP: 127.0.0.1", "True-Client-IP: ::1"]],
    ["127 a bearer token", "GET /", ["Authorization: Bearer abc"]],
    ["127 basic authentication", "GET /", [`Authorization: Basic ${Buffer.from("admin:admin").toString("base64")}`]],
    ["S25 CVE-2025-29927 middleware that skips itself", "GET /", ["X-Middleware-Subrequest: middleware:middleware:middleware"]],
    ["an origin of an editor's proxy", "GET /", ["X-Forwarded-Prefix: /proxy/3000", "X-Original-Host: localhost"]],
    ["a range", "GET /", ["Range: bytes=0-"]],
    ["a validator", "GET /", ['If-None-Match: "x"', "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT"]],
  ];
  for (const [what, start, headers, body] of programs) {
    it(`${what}: a plain 401, no redirect, no cookie`, async () => {
      const answer = await rig.ask(start, headers, body);
      assert.equal(answer.status, 401);
      assert.equal(answer.header("location"), undefined);
      assert.deepEqual(answer.headers("set-cookie"), []);
      assert.deepEqual(answer.headers("access-control-allow-origin"), []);
      assert.equal(answer.header("cache-control"), "no-store");
      if (!start.startsWith("HEAD")) assert.deepEqual(JSON.parse(answer.body), { error: "signInRequired" });
    });
  }

  it("7 who opens a WebSocket gets a clean 401 and the end of the connection", async () => {
    const answer = parse(await rig.raw(`GET /socket HTTP/1.1\r\nHost: ${rig.host}\r\nOrigin: ${rig.origin}\r\n${upgradeLines.join("\r\n")}\r\n\r\n`));
    assert.equal(answer.status, 401);
    assert.equal(answer.header("connection"), "close");
    assert.deepEqual(JSON.parse(answer.body), { error: "signInRequired" });
  });

  it("7 who sends frames right behind the handshake has them read by nobody", async () => {
    const answer = await rig.raw(`GET /socket HTTP/1.1\r\nHost: ${rig.host}\r\nOrigin: ${rig.origin}\r\n${upgradeLines.join("\r\n")}\r\n\r\n\u0081\u0085abcdHELLOGET / HTTP/1.1\r\n\r\n`);
    assert.equal([...answer.matchAll(/HTTP\/1\.1 /g)].length, 1);
    assert.equal(parse(answer).status, 401);
  });

  it("23 who speaks HTTP/1.0, with a Host or without, is one like any other", async () => {
    assert.equal(parse(await rig.raw(`GET / HTTP/1.0\r\nHost: ${rig.host}\r\n\r\n`)).status, 401);
    assert.equal(parse(await rig.raw("GET / HTTP/1.0\r\n\r\n")).status, 400);
    assert.equal(parse(await rig.raw("GET /\r\n\r\n")).status, 400);
  });

  it("49 who waits for 100 Continue gets the refusal instead", async () => {
    for (const expectation of ["100-continue", "100-Continue", "100-continue, 100-continue"]) {
      const answer = await rig.raw(`POST /x HTTP/1.1\r\nHost: ${rig.host}\r\nContent-Length: 5\r\nExpect: ${expectation}\r\nConnection: close\r\n\r\n`);
      assert.ok([401, 417].includes(parse(answer).status), answer);
      assert.doesNotMatch(answer, /100 Continue/);
    }
  });

  it("49 who expects something else is refused, by the gate and not by Node", async () => {
    const answer = await rig.raw(`POST /x HTTP/1.1\r\nHost: ${rig.host}\r\nContent-Length: 1\r\nExpect: the-unexpected\r\nConnection: close\r\n\r\nx`);
    assert.equal(parse(answer).status, 417);
    assert.match(answer, /"expectation"/);
  });

  it("gets the whole answer while still sending a large body", async () => {
    const answer = await rig.raw(Buffer.concat([Buffer.from(`POST /x HTTP/1.1\r\nHost: ${rig.host}\r\nContent-Length: 200000\r\n\r\n`), Buffer.alloc(200_000, "x")]));
    assert.equal(parse(answer).status, 401);
    assert.match(answer, /signInRequired/);
  });

  it("with a method in lower case is not understood, or is nobody", async () => {
    for (const method of ["get", "Get", "options", "head"]) assert.ok([400, 401].includes((await rig.ask(`${method} /`, ["Accept: */*"])).status), method);
  });

  it("who asks ten times on one connection is asked to sign in ten times", async () => {
    const one = `GET / HTTP/1.1\r\nHost: ${rig.host}\r\n\r\n`;
    const answer = await rig.raw(`${one.repeat(9)}${one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")}`);
    assert.equal([...answer.matchAll(/HTTP\/1\.1 401/g)].length, 10);
  });

  it("keeps at most five sign-ins under way, the oldest giving way", async () => {
    const own: string[] = [];
    for (let count = 0; count < 5; count++) own.push(cookiePair((await rig.ask("GET /", navigation)).headers("set-cookie")));
    const sixth = await rig.ask("GET /", [...navigation, `Cookie: ${own.join("; ")}`]);
    const expired = sixth.headers("set-cookie").filter((cookie) => cookie.includes("Max-Age=0"));
    assert.deepEqual(expired.map((cookie) => cookie.split("=", 1)[0]), [own[0]?.split("=", 1)[0]]);
  });
});
