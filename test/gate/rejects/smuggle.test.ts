// Requests that mean different things to different readers, or another origin: refused before anything else is looked at.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { parse, upgradeLines } from "../gateRig";
import { bob, startShare, type RealShare } from "./realShare";

describe("a request that is not one unambiguous request to this origin", () => {
  let rig: RealShare;
  let cookie: string;
  before(async () => {
    rig = await startShare();
    cookie = await rig.signIn();
  });
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));

  const nothingSeen = () => assert.deepEqual(rig.app.seen, []);
  const head = (lines: readonly string[]) => `${lines.join("\r\n")}\r\n\r\n`;

  for (const [what, lines, body] of [
    ["17 an absolute target", ["GET http://share.example/ HTTP/1.1", "Host: share.example"], ""],
    ["14 an absolute target of another host", ["GET http://127.0.0.1:22/ HTTP/1.1", "Host: share.example"], ""],
    ["20 a target of an asterisk", ["OPTIONS * HTTP/1.1", "Host: share.example"], ""],
    ["21 a fragment in the target", ["GET /a#/.portcullis/callback HTTP/1.1", "Host: share.example"], ""],
    ["44 Content-Length and Transfer-Encoding", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: 5", "Transfer-Encoding: chunked"], "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: share.example\r\n\r\n"],
    ["46 two different Content-Length", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: 5", "Content-Length: 6"], "12345"],
    ["46 Content-Length twice alike", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: 5", "Content-Length: 5"], "12345"],
    ["46 a signed Content-Length", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: +4"], "1234"],
    ["46 a hexadecimal Content-Length", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: 0x4"], "1234"],
    ["45 a transfer coding that is not chunked", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: gzip, chunked"], "0\r\n\r\n"],
    ["45 an obscured transfer coding", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: xchunked"], "0\r\n\r\n"],
    ["45 chunked in HTTP/1.0", ["POST / HTTP/1.0", "Host: share.example", "Transfer-Encoding: chunked"], "0\r\n\r\n"],
    ["47 a space before the colon", ["GET / HTTP/1.1", "Host : share.example"], ""],
    ["47 a folded header", ["GET / HTTP/1.1", "Host: share.example", "X-A: 1", " folded"], ""],
    ["47 a header with a NUL", ["GET / HTTP/1.1", "Host: share.example", "X-A: 1\u00002"], ""],
    ["14 an absolute target with the right host and another Host", ["GET http://share.example/ HTTP/1.1", "Host: evil.example"], ""],
    ["14 an https target", ["GET https://share.example/ HTTP/1.1", "Host: share.example"], ""],
    ["14 an authority as the target", ["GET share.example:443 HTTP/1.1", "Host: share.example"], ""],
    ["21 a target without a slash", ["GET secret HTTP/1.1", "Host: share.example"], ""],
    ["21 a target with a NUL", ["GET /a\u0000b HTTP/1.1", "Host: share.example"], ""],
    ["21 a target with a space", ["GET /a b HTTP/1.1", "Host: share.example"], ""],
    ["44 Transfer-Encoding and Content-Length, the other way round", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: chunked", "Content-Length: 5"], "0\r\n\r\n"],
    ["44 Transfer-Encoding and an empty Content-Length", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: chunked", "Content-Length: "], "0\r\n\r\n"],
    ["45 chunked twice in one line", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: chunked, chunked"], "0\r\n\r\n"],
    ["45 chunked twice in two lines", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], "0\r\n\r\n"],
    ["45 chunked and identity", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: chunked", "Transfer-Encoding: identity"], "0\r\n\r\n"],
    ["45 chunked that is not last", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: chunked, identity"], "0\r\n\r\n"],
    ["45 chunked with a vertical tab", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: \u000bchunked"], "0\r\n\r\n"],
    ["45 chunked in quotes", ["POST / HTTP/1.1", "Host: share.example", 'Transfer-Encoding: "chunked"'], "0\r\n\r\n"],
    ["45 chunked with a parameter", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: chunked;a=b"], "0\r\n\r\n"],
    ["46 a Content-Length of a list", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: 4, 4"], "1234"],
    ["46 a negative Content-Length", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: -1"], "1234"],
    ["46 an endless Content-Length", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: 99999999999999999999999"], "1234"],
    ["46 a Content-Length with a space", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: 1 2"], "1234"],
    ["47 a carriage return alone", ["GET / HTTP/1.1", "Host: share.example", "X-A: 1\rX-B: 2"], ""],
    ["47 a line feed alone", ["GET / HTTP/1.1", "Host: share.example", "X-A: 1\nX-B: 2"], ""],
    ["47 a header without a name", ["GET / HTTP/1.1", "Host: share.example", ": x"], ""],
    ["47 a header without a colon", ["GET / HTTP/1.1", "Host: share.example", "Nonsense"], ""],
    ["47 a tab before the colon", ["GET / HTTP/1.1", "Host: share.example", "X-A\t: 1"], ""],
    ["47 a folded first header", ["GET / HTTP/1.1", " Host: share.example", "Host: share.example"], ""],
    ["47 a name that is not ASCII", ["GET / HTTP/1.1", "Host: share.example", "X-\u00e4: 1"], ""],
    ["23 no such version", ["GET / HTTP/2.7", "Host: share.example"], ""],
  ] as const) {
    it(`${what}: refused, the connection ended, a second request in it unread`, async () => {
      const answer = await rig.raw(`${head([...lines.slice(0, 2), `Cookie: ${cookie}`, ...lines.slice(2)])}${body}GET /second HTTP/1.1\r\nHost: share.example\r\nCookie: ${cookie}\r\n\r\n`);
      assert.ok([400, 405, 421].includes(parse(answer).status), answer.slice(0, 100));
      assert.doesNotMatch(answer, /secret/);
      nothingSeen();
    });
  }

  it("9 S25 an upgrade or CONNECT sent behind a request that is not answered yet ends the connection", async () => {
    for (const second of [["GET /socket HTTP/1.1", "Host: share.example", `Cookie: ${cookie}`, ...upgradeLines], ["CONNECT 127.0.0.1:22 HTTP/1.1", "Host: share.example"]]) {
      const answer = await rig.raw(head(["GET /first HTTP/1.1", "Host: share.example"]) + head(second));
      assert.doesNotMatch(answer, /101|secret/);
      nothingSeen();
    }
    assert.equal((await rig.ask("GET /", [`Cookie: ${cookie}`])).status, 200);
  });

  it("9 S25 an upgrade behind a request whose expectation is refused does not end the gate", async () => {
    for (const expectation of ["the-unexpected", "", "100-continued"]) {
      for (const lines of [upgradeLines, ["Upgrade: h2c", "Connection: Upgrade"]]) {
        const answer = await rig.raw(head(["GET / HTTP/1.1", "Host: share.example", `Expect: ${expectation}`]) + head(["GET /socket HTTP/1.1", "Host: share.example", ...lines]));
        assert.match(answer, /^(HTTP\/1\.1 4\d\d|$)/);
        assert.doesNotMatch(answer, / 101 |secret/);
      }
    }
    assert.equal((await rig.ask("GET /", [`Cookie: ${cookie}`])).status, 200);
    rig.app.seen.splice(0);
  });

  it("48 S25 two requests in one packet stay two, each with its own sender", async () => {
    const bobs = await rig.signIn(bob);
    const asking = (path: string, more: readonly string[]) => head([`GET ${path} HTTP/1.1`, "Host: share.example", ...more]);
    const answer = await rig.raw(
      asking("/1", [`Cookie: ${cookie}`]) + asking("/2", [`Cookie: ${bobs}`]) + asking("/3", []) + asking("/4", [`Cookie: ${cookie}`, "Connection: close"]),
    );
    assert.deepEqual([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status), ["200", "200", "401", "200"]);
    assert.deepEqual(rig.app.seen.map(({ url, headers }) => [url, headers["x-forwarded-user"]]), [["/1", "u1"], ["/2", "u2"], ["/4", "u1"]]);
  });

  it("47 with bare line feeds is refused", async () => {
    const answer = await rig.raw(`GET / HTTP/1.1\nHost: share.example\nCookie: ${cookie}\n\n`);
    assert.equal(parse(answer).status, 400);
    nothingSeen();
  });

  it("14 15 CONNECT, TRACE and TRACK are refused, and nothing is echoed", async () => {
    for (const start of ["CONNECT 127.0.0.1:22 HTTP/1.1", "TRACE / HTTP/1.1"]) {
      const answer = await rig.raw(head([start, "Host: share.example", `Cookie: ${cookie}`]));
      assert.equal(parse(answer).status, 405);
      assert.ok(!answer.includes(cookie));
    }
    nothingSeen();
  });

  it("50 with more than 32 KB of headers is refused", async () => {
    const answer = await rig.raw(head(["GET / HTTP/1.1", "Host: share.example", `X-Large: ${"a".repeat(33 * 1024)}`]));
    assert.equal(parse(answer).status, 431);
    nothingSeen();
  });

  for (const [number, what, lines] of [
    ["10", "h2c", ["GET / HTTP/1.1", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP__"]],
    ["8", "a WebSocket by POST", ["POST / HTTP/1.1", ...upgradeLines]],
    ["30", "a WebSocket of another version", ["GET / HTTP/1.1", ...upgradeLines.map((line) => line.replace("Version: 13", "Version: 8"))]],
    ["30", "a WebSocket without a key", ["GET / HTTP/1.1", ...upgradeLines.slice(0, 3)]],
    ["30", "a WebSocket with a body", ["GET / HTTP/1.1", ...upgradeLines, "Content-Length: 3"]],
    ["30", "two protocols at once", ["GET / HTTP/1.1", ...upgradeLines.map((line) => line.replace("websocket", "websocket, h2c"))]],
    ["9", "h2c by a POST with a body", ["POST / HTTP/1.1", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP__", "Content-Length: 0"]],
    ["9", "TLS (RFC 2817)", ["OPTIONS / HTTP/1.1", "Upgrade: TLS/1.0", "Connection: Upgrade"]],
    ["10", "HTTP/2 with h2c in capitals", ["GET / HTTP/1.1", "Upgrade: H2C", "Connection: Upgrade"]],
    ["10", "a protocol of one's own", ["GET / HTTP/1.1", "Upgrade: raw", "Connection: Upgrade"]],
    ["30", "a WebSocket with two keys", ["GET / HTTP/1.1", ...upgradeLines, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]],
    ["30", "a WebSocket with a key that is too short", ["GET / HTTP/1.1", ...upgradeLines.map((line) => line.replace("dGhlIHNhbXBsZSBub25jZQ==", "YWJj"))]],
    ["30", "a WebSocket with chunked framing", ["GET / HTTP/1.1", ...upgradeLines, "Transfer-Encoding: chunked"]],
    ["30", "a WebSocket in HTTP/1.0", ["GET / HTTP/1.0", ...upgradeLines]],
  ] as const) {
    it(`${number} S25 an upgrade to ${what} is refused, signed in or not`, async () => {
      for (const more of [[], [`Cookie: ${cookie}`]]) {
        const [start = "", ...rest] = lines;
        const answer = await rig.raw(head([start, "Host: share.example", ...rest, ...more]));
        assert.ok([400, 426].includes(parse(answer).status), answer.slice(0, 80));
        assert.doesNotMatch(answer, /101|secret/);
      }
      nothingSeen();
    });
  }
});
