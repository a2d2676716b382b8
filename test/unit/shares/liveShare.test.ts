// A share from start to stop, with the real agent process and the real ngrok SDK, against the stand-in edge and a real OpenID provider.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Share } from "../../../src/shares/share";
import type { Enforcement } from "../../../src/protocol/shareSpec";
import type { PersonalityName } from "../../rig/provider/personality";
import { SteadyClock } from "../../fakes/steadyClock";
import { freePort } from "../../rig/freePort";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";
import { strangersRequests } from "../../rig/strangers";

const never = new AbortController().signal;
const only = (rig: ShareRig): Share => {
  assert.equal(rig.registry.shares.length, 1);
  return rig.registry.shares[0]!;
};

for (const [enforcement, personality] of [["gate", "okta"], ["gate", "jumpcloud"], ["edge", "okta"], ["edge", "jumpcloud"]] as readonly [Enforcement, PersonalityName][]) {
  describe(`ngrok, ${enforcement} enforcement, ${personality}`, () => {
    let rig: ShareRig;
    before(async () => {
      // An agent process that nobody needs any more ends two seconds later.
      rig = await startShareRig({ personality, clock: new SteadyClock(10), looksForListeners: true });
    });
    after(() => rig.close());

    it("goes live under the tunnel's own address, every step named", async () => {
      const steps: string[] = [];
      const address = await rig.registry.start(rig.spec({ enforcement }), rig.secrets, { onStep: (step) => steps.push(step), signal: never });
      assert.equal(address, rig.edge.publicOrigin);
      assert.deepEqual(steps, ["openingTunnel", "proving"]);
      assert.equal(only(rig).state.kind, "live");
      assert.deepEqual(rig.app.requests, [], "the proof forwards nothing");
    });

    it("a stranger's every request gets nothing of the upstream", async () => {
      for (const { what, status, body, upgraded } of await strangersRequests(rig.edge.publicOrigin, rig.authority.certificatePem)) {
        assert.ok(!upgraded, what);
        assert.ok([302, 303, 307, 400, 401, 403, 404, 405].includes(status), `${what}: ${status}`);
        assert.ok(!body.includes("Plain app"), what);
      }
      assert.deepEqual(rig.app.requests, []);
      assert.deepEqual(rig.app.upgrades, []);
    });

    it("a person whom the rule leaves out reads so, is offered another account, and reaches nothing", async () => {
      const visit = await rig.visitor().navigate(`${rig.edge.publicOrigin}/secret`, { as: "mallory@evil.example" });
      assert.equal(visit.status, 403);
      // The edge's page is the same for everybody: no template is in it.
      assert.match(visit.body, enforcement === "gate" ? /mallory@evil\.example/ : /this account is not among those who may open it/);
      assert.match(visit.body, /another account/i);
      assert.deepEqual(rig.app.requests, []);
    });

    it("a person who may come in sees the app where they wanted to go, and the app sees who they are", async () => {
      const visitor = rig.visitor();
      const visit = await visitor.navigate(`${rig.edge.publicOrigin}/echo?page=2`, { as: "alice@acme.com" });
      assert.equal(visit.status, 200);
      assert.match(visit.url, /\/echo\?page=2$/);
      const [seen] = rig.app.requests.slice(-1);
      const headers = new Map(seen!.raw.map(([name, value]) => [name.toLowerCase(), value]));
      assert.equal(headers.get("x-forwarded-email"), "alice@acme.com");
      assert.equal(headers.get("x-forwarded-preferred-username"), "alice@acme.com");
      assert.equal(headers.get("x-forwarded-user"), "00u1alice");
      assert.equal(headers.get("host"), `localhost:${rig.app.port}`);
      assert.ok(![...headers].some(([name, value]) => name.startsWith("x-pc-") || value.includes("portcullis")), "neither seal nor session reach the app");
      await until("the visitor in the list", () => only(rig).visitors.some(({ email }) => email === "alice@acme.com"));

      await visitor.fetch(`${rig.edge.publicOrigin}/echo`, { headers: { "X-Forwarded-Email": "boss@acme.com", X_Forwarded_User: "boss", "x-forwarded-preferred-username": "boss" } });
      const forged = rig.app.requests.at(-1)!.raw.filter(([, value]) => value.includes("boss"));
      assert.deepEqual(forged, [], "no visitor can forge who they are");

      const socket = await visitor.webSocket(`${rig.edge.publicOrigin}/ws`);
      assert.ok(socket.opened);
      socket.socket.send("hello");
      await until("the echo", () => socket.received.includes("hello"));
      socket.socket.terminate();
    });

    it("stop: the tunnel is down, the process gone, the list empty", async () => {
      await rig.registry.stop(only(rig).spec.id);
      assert.deepEqual(rig.registry.shares, []);
      await until("no endpoint", () => rig.edge.endpoints.length === 0);
      await until("the agent process to end", () => rig.edge.sessions.length === 0);
      const visit = await rig.visitor().navigate(`${rig.edge.publicOrigin}/`);
      assert.equal(visit.headers["ngrok-error-code"], "ERR_NGROK_3200");
    });
  });
}

describe("this machine only", () => {
  let rig: ShareRig;
  before(async () => {
    rig = await startShareRig({ personality: "generic" });
  });
  after(() => rig.close());

  it("serves at the loopback port that the share keeps, and frees it", async () => {
    const port = await freePort();
    const address = `http://localhost:${port}`;
    rig.provider.register(`${address}/.portcullis/callback`);
    assert.equal(await rig.registry.start(rig.spec({ tunnel: { kind: "local", port } }), rig.secrets, { signal: never }), address);
    for (const { what, status } of await strangersRequests(address, undefined)) assert.ok(status < 500 && status !== 200, `${what}: ${status}`);
    assert.deepEqual(rig.app.requests, []);
    const visit = await rig.visitor().navigate(`${address}/echo`, { as: "alice@acme.com" });
    assert.equal(visit.status, 200);
    const other = rig.newRegistry();
    await assert.rejects(other.start(rig.spec({ tunnel: { kind: "local", port } }), rig.secrets, { signal: never }), { code: "local.portTaken" });
    await other.dispose();
    await rig.registry.stopAll();
    await assert.rejects(rig.visitor().navigate(address));
  });
});
