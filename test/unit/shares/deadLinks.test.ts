// Connections that are dead and don't say so: noticed by heartbeats, after a sleep, and when the network changes. With the real agent.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { ShareRegistry } from "../../../src/shares/shareRegistry";
import type { Endpoint } from "../../rig/edge/endpoint";
import { SteadyClock } from "../../fakes/steadyClock";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;
const hourMs = 3_600_000;

describe("a connection that is dead without having been closed", () => {
  let rig: ShareRig;
  let registry: ShareRegistry;
  const clock = new SteadyClock(5);
  const machine = { source: "192.168.1.7" as string | undefined, addresses: ["192.168.1.7"] };
  const kinds: string[] = [];
  let reason: unknown;
  const state = () => registry.shares[0]!.state;
  const processes = () => rig.log.lines.filter((line) => /Agent process \d+ started/.test(line)).length;

  before(async () => {
    rig = await startShareRig();
    registry = rig.newRegistry({ clock, network: { source: () => Promise.resolve(machine.source), addresses: () => machine.addresses } });
    registry.onDidChange(([share]) => {
      if (!share || (kinds.at(-1) ?? "live") === share.state.kind) return;
      kinds.push(share.state.kind);
      if (share.state.kind === "reconnecting") reason = share.state.failure.facts["how"];
    });
    await registry.start(rig.spec(), rig.secrets, { signal: never });
  });
  after(async () => {
    await registry.dispose();
    await rig.close();
  });
  beforeEach(() => void kinds.splice(0));

  /** Every connection of now is dead for good; what is opened from now on works. */
  function deaden(): void {
    rig.edge.faults.stallLink = true;
    rig.edge.faults.clear();
  }

  /** Until then ngrok says that the address is online already: there it still is, at the other end of what is dead. */
  async function edgeNotices(): Promise<void> {
    await until("refused for the old connection", () => {
      const now = state();
      return now.kind === "reconnecting" && now.failure.code === "ngrok.ERR_NGROK_334";
    });
    rig.edge.dropAgents();
  }

  async function backAgain(): Promise<void> {
    await until("reconnecting and live again", () => kinds.join() === "reconnecting,live");
    assert.equal((await rig.visitor().navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" })).status, 200);
    const reached = rig.app.requests.length;
    assert.equal((await rig.visitor().fetch(`${rig.edge.publicOrigin}/echo`)).status, 401);
    assert.equal(rig.app.requests.length, reached);
  }

  it("is noticed by its missing heartbeats, and the share comes back in the same process", async () => {
    const before = processes();
    deaden();
    await until("noticed", () => state().kind === "reconnecting");
    // The edge has missed them as well, by its own clock.
    rig.edge.dropAgents();
    await backAgain();
    assert.deepEqual([reason, processes()], ["no heartbeat was answered", before]);
  });

  it("is given up at once after a sleep, before its heartbeats can be missed", async () => {
    const [session] = rig.edge.sessions;
    deaden();
    clock.sleep(hourMs);
    await edgeNotices();
    await backAgain();
    assert.equal(reason, "the computer slept");
    assert.notEqual(rig.edge.endpoints[0]!.session, session, "a session of its own, not the one that is dead");
  });

  it("is told from one that lived through the sleep, which is used again in the same process", async () => {
    const [{ session }] = rig.edge.endpoints as [Endpoint];
    const before = processes();
    clock.sleep(hourMs);
    await backAgain();
    assert.deepEqual([reason, processes()], ["the computer slept", before]);
    assert.equal(rig.edge.endpoints[0]!.session, session);
  });

  it("is given up at once when the address that it came from is gone", async () => {
    deaden();
    [machine.source, machine.addresses] = ["10.0.0.3", ["10.0.0.3"]];
    await edgeNotices();
    await backAgain();
    assert.equal(reason, "the network changed");
  });

  it("is told from one that lived through a change of the network: that one is proven anew and not touched", async () => {
    const now = state();
    assert.ok(now.kind === "live");
    const binds = rig.edge.rpcLog.length;
    [machine.source, machine.addresses] = ["10.8.0.2", ["10.0.0.3", "10.8.0.2"]];
    await until("another proof", () => {
      const later = state();
      return later.kind === "live" && later.provenAt > now.provenAt;
    });
    assert.deepEqual([kinds, rig.edge.rpcLog.length], [[], binds]);
  });

  it("has the next try at once when the network is back, without the rest of the wait", async () => {
    rig.edge.faults.refuseSession = "ERR_NGROK_349";
    rig.edge.dropAgents();
    await until("a long wait, since ngrok asks for one", () => {
      const now = state();
      return now.kind === "reconnecting" && now.nextTryAt !== undefined && now.nextTryAt - clock.now() > 10_000;
    });
    rig.edge.faults.clear();
    const due = state();
    // No time passes any more but until the network is looked at: that try is never due.
    clock.stands = true;
    machine.source = "10.0.0.3";
    clock.advance(2_000);
    await backAgain();
    const now = state();
    assert.ok(due.kind === "reconnecting" && now.kind === "live" && now.provenAt < due.nextTryAt!, "live before that try was due");
  });

  it("ends the process in which ngrok's own code hangs, which nothing can mend, and the next one opens the share", async () => {
    const before = processes();
    rig.edge.faults.stallSession = "auth";
    // The try at once is the one that hangs; the next is not before the process is gone.
    clock.stands = true;
    rig.edge.dropAgents();
    await until("that process to end", () => rig.log.lines.find((line) => /The agent process ended .*\b70\b/.test(line)));
    assert.ok(rig.log.lines.some((line) => line.includes("ngrok: connect got no answer; this process is replaced")));
    assert.deepEqual([kinds, processes()], [["reconnecting"], before]);
    rig.edge.faults.clear();
    clock.stands = false;
    await backAgain();
    assert.equal(processes(), before + 1);
  });
});
