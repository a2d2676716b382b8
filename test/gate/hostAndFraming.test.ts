// Requests that mean different things to different readers, or another origin: refused before anything else is looked at.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { navigation, parse, startGate, upgradeLines, type GateRig } from "./gateRig";

describe("a request that is not one unambiguous request to this origin", () => {
  let rig: GateRig;
  let cookie: string;
  before(async () => {
    rig = await startGate();
    cookie = await rig.signIn();
  });
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));

  const nothingSeen = () => assert.deepEqual(rig.app.seen, []);
  const head = (lines: readonly string[]) => `${lines.join("\r\n")}\r\n\r\n`;

  for (const host of ["attacker.example", "localhost", "share.example.attacker.example", "share.example:443", "share.example.", "", "127.0.0.1"]) {
    it(`with Host "${host}" is misdirected, signed in or not`, async () => {
      for (const more of [navigation, [`Cookie: ${cookie}`]]) {
        const answer = parse(await rig.raw(head([`GET / HTTP/1.1`, `Host: ${host}`, ...more])));
        assert.equal(answer.status, 421);
        assert.equal(answer.header("location"), undefined);
        assert.deepEqual(answer.headers("set-cookie"), []);
      }
      nothingSeen();
    });
  }

  it("with Host twice, in either order, or never is refused", async () => {
    for (const hosts of [["Host: share.example", "Host: evil.example"], ["Host: evil.example", "Host: share.example"], ["Host: share.example", "host: share.example"], []]) {
      assert.equal(parse(await rig.raw(head(["GET / HTTP/1.1", ...hosts, `Cookie: ${cookie}`]))).status, 400);
    }
    nothingSeen();
  });

  it("answers Host in any case", async () => {
    assert.equal(parse(await rig.raw(head(["GET / HTTP/1.1", "Host: SHARE.example", "Connection: close", `Cookie: ${cookie}`]))).status, 200);
  });

  it("can't change where the sign-in returns by forwarding headers", async () => {
    await rig.ask("GET /", [...navigation, "X-Forwarded-Host: evil.example", "Forwarded: host=evil.example;proto=http", "X-Forwarded-Proto: http"]);
    assert.equal(rig.openid.begun.at(-1)?.redirectUri, "https://share.example/.portcullis/callback");
  });

  for (const [what, lines, body] of [
    ["an absolute target", ["GET http://share.example/ HTTP/1.1", "Host: share.example"], ""],
    ["an absolute target of another host", ["GET http://127.0.0.1:22/ HTTP/1.1", "Host: share.example"], ""],
    ["a target of an asterisk", ["OPTIONS * HTTP/1.1", "Host: share.example"], ""],
    ["a fragment in the target", ["GET /a#/.portcullis/callback HTTP/1.1", "Host: share.example"], ""],
    ["Content-Length and Transfer-Encoding", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: 5", "Transfer-Encoding: chunked"], "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: share.example\r\n\r\n"],
    ["two different Content-Length", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: 5", "Content-Length: 6"], "12345"],
    ["Content-Length twice alike", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: 5", "Content-Length: 5"], "12345"],
    ["a signed Content-Length", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: +4"], "1234"],
    ["a hexadecimal Content-Length", ["POST / HTTP/1.1", "Host: share.example", "Content-Length: 0x4"], "1234"],
    ["a transfer coding that is not chunked", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: gzip, chunked"], "0\r\n\r\n"],
    ["an obscured transfer coding", ["POST / HTTP/1.1", "Host: share.example", "Transfer-Encoding: xchunked"], "0\r\n\r\n"],
    ["chunked in HTTP/1.0", ["POST / HTTP/1.0", "Host: share.example", "Transfer-Encoding: chunked"], "0\r\n\r\n"],
    ["a space before the colon", ["GET / HTTP/1.1", "Host : share.example"], ""],
    ["a folded header", ["GET / HTTP/1.1", "Host: share.example", "X-A: 1", " folded"], ""],
    ["a header with a NUL", ["GET / HTTP/1.1", "Host: share.example", "X-A: 1\u00002"], ""],
    ["no such version", ["GET / HTTP/2.7", "Host: share.example"], ""],
  ] as const) {
    it(`${what}: refused, the connection ended, a second request in it unread`, async () => {
      const answer = await rig.raw(`${head([...lines.slice(0, 2), `Cookie: ${cookie}`, ...lines.slice(2)])}${body}GET /second HTTP/1.1\r\nHost: share.example\r\nCookie: ${cookie}\r\n\r\n`);
      assert.ok([400, 405].includes(parse(answer).status), answer.slice(0, 100));
      assert.doesNotMatch(answer, /secret/);
      nothingSeen();
    });
  }

  it("S25 an upgrade or CONNECT sent behind a request that is not answered yet ends the connection", async () => {
    for (const second of [["GET /socket HTTP/1.1", "Host: share.example", `Cookie: ${cookie}`, ...upgradeLines], ["CONNECT 127.0.0.1:22 HTTP/1.1", "Host: share.example"]]) {
      const answer = await rig.raw(head(["GET /first HTTP/1.1", "Host: share.example"]) + head(second));
      assert.doesNotMatch(answer, /101|secret/);
      nothingSeen();
    }
    assert.equal((await rig.ask("GET /", [`Cookie: ${cookie}`])).status, 200);
  });

  it("S25 two requests in one packet stay two, each with its own sender", async () => {
    const bob = await rig.signIn({ sub: "u2", email: "bob@acme.com", email_verified: true });
    const asking = (path: string, more: readonly string[]) => head([`GET ${path} HTTP/1.1`, "Host: share.example", ...more]);
    const answer = await rig.raw(
      asking("/1", [`Cookie: ${cookie}`]) + asking("/2", [`Cookie: ${bob}`]) + asking("/3", []) + asking("/4", [`Cookie: ${cookie}`, "Connection: close"]),
    );
    assert.deepEqual([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status), ["200", "200", "401", "200"]);
    assert.deepEqual(rig.app.seen.map(({ url, headers }) => [url, headers["x-forwarded-user"]]), [["/1", "u1"], ["/2", "u2"], ["/4", "u1"]]);
  });

  it("with bare line feeds is refused", async () => {
    const answer = await rig.raw(`GET / HTTP/1.1\nHost: share.example\nCookie: ${cookie}\n\n`);
    assert.equal(parse(answer).status, 400);
    nothingSeen();
  });

  it("CONNECT, TRACE and TRACK are refused, and nothing is echoed", async () => {
    for (const start of ["CONNECT 127.0.0.1:22 HTTP/1.1", "TRACE / HTTP/1.1"]) {
      const answer = await rig.raw(head([start, "Host: share.example", `Cookie: ${cookie}`]));
      assert.equal(parse(answer).status, 405);
      assert.ok(!answer.includes(cookie));
    }
    nothingSeen();
  });

  it("with more than 32 KB of headers is refused", async () => {
    const answer = await rig.raw(head(["GET / HTTP/1.1", "Host: share.example", `X-Large: ${"a".repeat(33 * 1024)}`]));
    assert.equal(parse(answer).status, 431);
    nothingSeen();
  });

  for (const [what, lines] of [
    ["h2c", ["GET / HTTP/1.1", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP__"]],
    ["a WebSocket by POST", ["POST / HTTP/1.1", ...upgradeLines]],
    ["a WebSocket of another version", ["GET / HTTP/1.1", ...upgradeLines.map((line) => line.replace("Version: 13", "Version: 8"))]],
    ["a WebSocket without a key", ["GET / HTTP/1.1", ...upgradeLines.slice(0, 3)]],
    ["a WebSocket with a body", ["GET / HTTP/1.1", ...upgradeLines, "Content-Length: 3"]],
    ["two protocols at once", ["GET / HTTP/1.1", ...upgradeLines.map((line) => line.replace("websocket", "websocket, h2c"))]],
    ["a WebSocket in HTTP/1.0", ["GET / HTTP/1.0", ...upgradeLines]],
  ] as const) {
    it(`S25 an upgrade to ${what} is refused, signed in or not`, async () => {
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

describe("a gate that does not know its origin yet", () => {
  it("answers everything with 503", async () => {
    const { createGate } = await import("../../src/gate/createGate");
    const rig = await startGate();
    const { FakeOpenid } = await import("./fakeOpenid");
    const { systemClock } = await import("../../src/base/clock");
    const gate = await createGate({
      shareId: "abcdef012345", enforcement: { kind: "gate" }, openid: new FakeOpenid(), rule: { everyone: true, emails: [], domains: [] }, vouchesForEmail: true,
      upstream: { scheme: "http", address: "127.0.0.1", port: rig.app.port }, frontDoor: { loopbackPort: 0 }, clientAddress: "peer",
      providerName: "p", shareName: "s", clock: systemClock, log: rig.log,
    });
    try {
      gate.goLive();
      if (gate.door.kind !== "tcp") throw new Error("expected a port");
      const { rawRequest } = await import("./gateRig");
      for (const start of ["GET /", "POST /", "GET /.portcullis/callback?code=a&state=b"]) {
        assert.equal(parse(await rawRequest(gate.door.port, `${start} HTTP/1.1\r\nHost: localhost:${gate.door.port}\r\nAccept: text/html\r\n\r\n`)).status, 503);
      }
      assert.throws(() => gate.setPublicOrigin("http://share.example"));
      assert.throws(() => gate.setPublicOrigin("https://share.example/path"));
      assert.deepEqual(rig.app.seen, []);
    } finally {
      await gate.close();
      await rig.close();
    }
  });
});
