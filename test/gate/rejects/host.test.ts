// Requests to another origin than the share's own: misdirected before anything else is looked at.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { systemClock } from "../../../src/base/clock";
import { createGate } from "../../../src/gate/createGate";
import { navigation, parse, rawRequest, upgradeLines } from "../gateRig";
import { startShare, type RealShare } from "./realShare";

describe("a request", () => {
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

  for (const host of ["attacker.example", "localhost", "share.example.attacker.example", "share.example:443", "share.example.", "", "127.0.0.1", "[::1]", "0.0.0.0", "share.example:80", "user@share.example", "share.example/", "share.example, evil.example", "xshare.example", "sub.share.example", "share.example%00.evil.example", "share\u00adexample"]) {
    it(`24 with Host "${host}" is misdirected, signed in or not`, async () => {
      for (const more of [navigation, [`Cookie: ${cookie}`]]) {
        const answer = parse(await rig.raw(head([`GET / HTTP/1.1`, `Host: ${host}`, ...more])));
        assert.equal(answer.status, 421);
        assert.equal(answer.header("location"), undefined);
        assert.deepEqual(answer.headers("set-cookie"), []);
      }
      nothingSeen();
    });
  }

  it("27 with Host twice, in either order, or never is refused", async () => {
    for (const hosts of [["Host: share.example", "Host: evil.example"], ["Host: evil.example", "Host: share.example"], ["Host: share.example", "host: share.example"], []]) {
      assert.equal(parse(await rig.raw(head(["GET / HTTP/1.1", ...hosts, `Cookie: ${cookie}`]))).status, 400);
    }
    nothingSeen();
  });

  it("28 answers Host in any case", async () => {
    assert.equal(parse(await rig.raw(head(["GET / HTTP/1.1", "Host: SHARE.example", "Connection: close", `Cookie: ${cookie}`]))).status, 200);
  });

  const spoofs: readonly (readonly [number: string, line: string])[] = [
    ["25", "X-Host: evil.example"], ["25", "X-HTTP-Host-Override: evil.example"], ["26", "X-Forwarded-Host: evil.example"], ["26", "Forwarded: host=evil.example;proto=http"], ["26", "X-Forwarded-Proto: http"], ["26", "X-Forwarded-Port: 8443"],
    ["26", "X-Forwarded-Server: evil.example"], ["26", "X-Forwarded-Prefix: //evil.example"], ["26", "X-Original-Host: evil.example"], ["26", "Front-End-Https: off"], ["26", "X-Forwarded-Ssl: off"], ["26", "Origin: https://evil.example"], ["26", "Referer: https://evil.example/"],
  ];
  for (const [number, line] of spoofs) {
    it(`${number} can't change where the sign-in returns, nor where it leads, by ${line}`, async () => {
      const answer = await rig.ask("GET /deep", [...navigation, line]);
      const location = new URL(answer.header("location") ?? "");
      assert.equal(location.searchParams.get("redirect_uri"), "https://share.example/.portcullis/callback");
      assert.equal(location.origin, rig.provider.origin);
      assert.doesNotMatch(answer.head, /evil\.example/);
      assert.match(answer.header("set-cookie") ?? "", /^__Host-.*; Secure$/);
      const begun = await rig.begin("/deep", [line]);
      const done = await rig.ask(`GET ${await rig.returned(begun)}`, [...navigation, line, `Cookie: ${begun.cookie}`]);
      assert.deepEqual([done.status, done.header("location")], [303, "/deep"]);
      nothingSeen();
    });
  }

  it("24 by WebSocket with another Host opens nothing, signed in or not", async () => {
    for (const more of [[], [`Cookie: ${cookie}`]]) {
      const answer = await rig.raw(head(["GET /socket HTTP/1.1", "Host: attacker.example", "Origin: http://attacker.example", ...upgradeLines, ...more]));
      assert.equal(parse(answer).status, 421);
    }
    nothingSeen();
  });

  it("24 to the callback with another Host is misdirected, and the sign-in is still to be had", async () => {
    const begun = await rig.begin();
    const callback = await rig.returned(begun);
    const strayed = parse(await rig.raw(head([`GET ${callback} HTTP/1.1`, "Host: attacker.example", ...navigation, `Cookie: ${begun.cookie}`])));
    assert.equal(strayed.status, 421);
    assert.deepEqual(strayed.headers("set-cookie"), []);
    assert.equal((await rig.open(callback, begun.cookie)).status, 303);
    nothingSeen();
  });
});

describe("a gate that does not know its origin yet", () => {
  it("24 answers everything with 503", async () => {
    const rig = await startShare();
    const gate = await createGate({
      shareId: "abcdef012345", enforcement: { kind: "gate" }, openid: rig.openid, rule: { everyone: true, emails: [], domains: [] }, vouchesForEmail: true,
      upstream: { scheme: "http", address: "127.0.0.1", port: rig.app.port }, frontDoor: { loopbackPort: 0 }, clientAddress: "peer",
      providerName: "p", clock: systemClock, log: rig.log,
    });
    try {
      gate.goLive();
      if (gate.door.kind !== "tcp") throw new Error("expected a port");
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
