// S22: an IP allow list besides people: from elsewhere nobody comes in, whatever their session and whatever they claim of their address.
import assert from "node:assert/strict";
import net from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import type { AccessRule } from "../../../src/identity/accessRule";
import { acme, navigation, parse, startGate, until, upgradeLines, type GateRig } from "../gateRig";

const office: AccessRule = { ...acme, networks: ["203.0.113.0/24", "2001:db8::/32"] };
const from = (address: string) => `X-Forwarded-For: ${address}`;

describe("S22 a share for some networks alone, behind a tunnel", () => {
  let rig: GateRig;
  let cookie: string;
  before(async () => {
    rig = await startGate({ rule: acme, clientAddress: "lastForwardedFor" });
    cookie = `Cookie: ${await rig.signIn()}`;
    rig.gate.setRule(office);
  });
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));

  for (const [what, lines] of [
    ["an address within", [from("203.0.113.9")]],
    ["one within, in IPv6's clothes", [from("::ffff:203.0.113.9")]],
    ["one within, of IPv6", [from("2001:DB8::1")]],
    ["one within, the last of many that the visitor's side named", [from("198.51.100.1, 10.0.0.1 ,203.0.113.9")]],
    ["one within, in the last line", [from("198.51.100.1"), from("203.0.113.9")]],
  ] as const) {
    it(`lets a visitor in from ${what}`, async () => assert.equal((await rig.ask("GET /", [cookie, ...lines])).status, 200));
  }

  for (const [what, lines] of [
    ["an address outside", [from("198.51.100.1")]],
    ["one outside who says that they come from within", [from("203.0.113.9, 198.51.100.1")]],
    ["one outside, whose own line stands first", [from("203.0.113.9"), from("198.51.100.1")]],
    ["one outside who names other headers", [from("198.51.100.1"), "X-Real-IP: 203.0.113.9", "Forwarded: for=203.0.113.9", "X-Client-IP: 203.0.113.9", "True-Client-IP: 203.0.113.9", "CF-Connecting-IP: 203.0.113.9", "X_Forwarded_For: 203.0.113.9"]],
    ["nowhere", []],
    ["an empty address", [from("")]],
    ["an empty last element", [from("203.0.113.9, ")]],
    ["a zone", [from("2001:db8::1%eth0")]],
    ["an address with a port", [from("203.0.113.9:443")]],
    ["a network", [from("203.0.113.0/24")]],
    ["another spelling of an address", [from("203.0.113.09")]],
    ["an obfuscated address", [from("_hidden")]],
    ["an embedded address", [from("64:ff9b::203.0.113.9")]],
    ["the loopback, which the tunnel's agent is", [from("127.0.0.1")]],
    ["a list in quotes", [from('"203.0.113.9"')]],
  ] as const) {
    it(`turns a visitor away who comes from ${what}, per request, by whatever method`, async () => {
      const page = await rig.ask("GET /", [cookie, ...lines, ...navigation]);
      assert.equal(page.status, 403);
      assert.equal(page.header("location"), undefined);
      for (const method of ["GET", "POST", "OPTIONS"]) assert.deepEqual(JSON.parse((await rig.ask(`${method} /`, [cookie, ...lines])).body), { error: "notAllowed" });
      assert.equal((await rig.ask("GET /socket", [cookie, ...lines, ...upgradeLines, `Origin: ${rig.origin}`])).status, 403);
      assert.deepEqual(rig.app.seen, []);
      // The session is there still: a laptop comes back.
      assert.equal((await rig.ask("GET /", [cookie, from("203.0.113.9")])).status, 200);
    });
  }

  it("turns a stranger away as everywhere: with a sign-in, and none from outside opens a session", async () => {
    for (const address of ["198.51.100.1", "203.0.113.9"]) {
      const begun = await rig.ask("GET /", [...navigation, from(address)]);
      assert.equal(begun.status, 302);
      assert.equal((await rig.ask("GET /", [from(address)])).status, 401);
      const state = new URL(begun.header("location") ?? "").searchParams.get("state") ?? "";
      const transaction = begun.headers("set-cookie").find((each) => each.includes("-in-"))?.split(";", 1)[0] ?? "";
      rig.openid.signsIn({ sub: "u9", email: "eve@acme.com", email_verified: true });
      const done = await rig.ask(`GET /.portcullis/callback?code=c&state=${state}`, [...navigation, `Cookie: ${transaction}`, from(address)]);
      assert.equal(done.status, address.startsWith("203") ? 303 : 403);
      assert.equal(rig.gate.visitors().some(({ subject }) => subject === "u9"), address.startsWith("203"));
    }
  });
});

describe("S22 networks that change while people are in", () => {
  it("end what is open, which has to be asked for again, and nobody's session", async () => {
    const rig = await startGate({
      clientAddress: "lastForwardedFor",
      rule: acme,
      answer: (_request, response) => void response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n"),
    });
    try {
      const cookie = `Cookie: ${await rig.signIn()}`;
      const socket = net.connect(rig.port, "127.0.0.1");
      let received = "";
      socket.on("data", (chunk: Buffer) => (received += chunk.toString()));
      socket.on("error", () => undefined);
      socket.write(`GET /events HTTP/1.1\r\nHost: ${rig.host}\r\n${cookie}\r\n${from("198.51.100.1")}\r\n\r\n`);
      await until("the stream is open", () => received.includes("data: 1"));
      rig.gate.setRule({ ...acme, emails: ["bob@acme.com"] });
      await rig.raw(`GET /x HTTP/1.1\r\nHost: ${rig.host}\r\n\r\n`, /401/);
      assert.equal(socket.closed, false);
      rig.gate.setRule({ ...office, emails: ["bob@acme.com"] });
      await until("the stream has ended", () => socket.closed);
      assert.equal(rig.gate.visitors().length, 1);
      assert.equal((await rig.ask("GET /events", [cookie, from("198.51.100.1")])).status, 403);
      rig.gate.setRule(acme);
      assert.equal(parse(await rig.raw(`GET /events HTTP/1.1\r\nHost: ${rig.host}\r\n${cookie}\r\n${from("198.51.100.1")}\r\n\r\n`, /data: 1/)).status, 200);
    } finally {
      await rig.close();
    }
  });
});

describe("S22 a share of this machine only", () => {
  for (const [networks, status] of [[["127.0.0.0/8", "::1/128"], 200], [["203.0.113.0/24"], 403]] as const) {
    it(`goes by the peer, whatever is forwarded: ${networks.join()} means ${status}`, async () => {
      const rig = await startGate({ rule: acme });
      try {
        const cookie = `Cookie: ${await rig.signIn()}`;
        rig.gate.setRule({ ...acme, networks: [...networks] });
        for (const lines of [[], [from("203.0.113.9")], [from("127.0.0.1")]]) assert.equal((await rig.ask("GET /", [cookie, ...lines])).status, status);
      } finally {
        await rig.close();
      }
    });
  }
});
