// What somebody does in ngrok's dashboard: stop, restart, update, and one endpoint taken offline. With the real agent.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Share } from "../../../src/shares/share";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";
import { startPlainApp, type PlainApp } from "../../rig/upstreams/plainApp";

const never = new AbortController().signal;

describe("commands from ngrok's dashboard", () => {
  let rig: ShareRig;
  let second: PlainApp;
  const kinds: string[] = [];
  const named = (port: number): Share => rig.registry.shares.find(({ spec: { upstream } }) => "port" in upstream && upstream.port === port)!;
  const first = () => named(rig.app.port);
  /** Another port, at another domain of the same account. */
  const another = (domain: string) => {
    const spec = rig.spec({ port: second.port });
    return rig.registry.start({ ...spec, tunnel: { ...spec.tunnel, domain } as typeof spec.tunnel }, rig.secrets, { signal: never });
  };
  const failure = ({ state }: Share) => (state.kind === "failed" ? state.failure : undefined);
  const binds = () => rig.edge.rpcLog.filter(({ name }) => name === "bind").length;

  before(async () => {
    rig = await startShareRig();
    second = await startPlainApp();
    for (const name of ["second.example", "third.example"]) rig.provider.register(`${(await rig.edge.addDomain(name)).origin}/.portcullis/callback`);
    rig.registry.onDidChange(() => {
      const kind = rig.registry.shares.length > 0 ? first().state.kind : "none";
      if ((kinds.at(-1) ?? "live") !== kind) kinds.push(kind);
    });
  });
  after(async () => {
    await rig.close();
    await second.close();
  });
  beforeEach(async () => {
    for (const { spec } of rig.registry.shares) rig.registry.dismiss(spec.id);
    await rig.registry.stopAll();
    await rig.registry.start(rig.spec(), rig.secrets, { signal: never });
    kinds.length = 0;
  });

  it("stop: every share of the account ends, says why, and is not tried again", async () => {
    await another("second.example");
    assert.equal(rig.edge.sessions.length, 1, "both on one session");
    const bound = binds();
    assert.deepEqual(await rig.edge.sendCommand("stop"), [{}], "obeyed, as the dashboard sees it");
    await until("both failed", () => rig.registry.shares.every(({ state }) => state.kind === "failed"));
    assert.deepEqual(rig.registry.shares.map(failure), [{ code: "ngrok.stopped", facts: {} }, { code: "ngrok.stopped", facts: {} }]);
    await until("no endpoint left", () => rig.edge.endpoints.length === 0);
    await until("the session gone with its process", () => rig.edge.sessions.length === 0);
    assert.equal(binds(), bound);
    assert.deepEqual(kinds, ["failed"]);
  });

  it("restart: a new session under the same address, proven, and visitors stay signed in", async () => {
    const alice = rig.visitor();
    assert.equal((await alice.navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" })).status, 200);
    kinds.length = 0;
    const [session] = rig.edge.sessions;
    assert.deepEqual(await rig.edge.sendCommand("restart"), [{}]);
    await until("reconnecting and live again", () => kinds.join() === "reconnecting,live");
    assert.ok(rig.edge.sessions.some(({ id }) => id !== session!.id));
    assert.equal((await alice.fetch(`${rig.edge.publicOrigin}/echo`)).status, 200);
    assert.equal((await rig.visitor().fetch(`${rig.edge.publicOrigin}/echo`)).status, 401);
  });

  it("update: refused, since this agent can't update itself, and nothing else happens", async () => {
    const [answer] = (await rig.edge.sendCommand("update")) as { Error?: string }[];
    assert.match(answer!.Error!, /has not defined a callback/);
    assert.deepEqual([first().state.kind, kinds], ["live", []]);
  });

  it("one endpoint taken offline: its share ends with ngrok's words, the other goes on", async () => {
    const origin = await another("third.example");
    rig.edge.stopTunnel(rig.edge.endpoints.find(({ url }) => url === rig.edge.publicOrigin)!, "Stopped by jane@acme.com [here](https://evil.example)");
    await until("failed", () => first().state.kind === "failed");
    const { code, facts } = failure(first())!;
    assert.equal(code, "ngrok.stopped");
    assert.match(String(facts["message"]), /^Stopped by jane@acme\.com/);
    assert.equal(named(second.port).state.kind, "live");
    assert.equal((await rig.visitor().fetch(`${origin}/echo`)).status, 401);
  });

  it("one endpoint taken offline after a reconnect, for a reason with a code: that code is what the person reads", async () => {
    rig.edge.dropAgents();
    await until("live again", () => kinds.join() === "reconnecting,live");
    rig.edge.stopTunnel(rig.edge.endpoints[0]!, "The authtoken was revoked.", "ERR_NGROK_300");
    await until("failed", () => first().state.kind === "failed");
    assert.deepEqual(failure(first()), { code: "ngrok.ERR_NGROK_300", facts: { message: "The authtoken was revoked." } });
  });
});
