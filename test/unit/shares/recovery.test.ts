// Live again by itself, under the same address, proven anew: after the link, the edge or the agent process went away.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { strangerKinds } from "../../../src/shares/strangerRequest";
import { SteadyClock } from "../../fakes/steadyClock";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;
const hourMs = 3_600_000;

for (const enforcement of ["gate", "edge"] as const) {
  describe(`${enforcement} enforcement`, () => {
    let rig: ShareRig;
    const state = () => rig.registry.shares[0]!.state;
    const kinds: string[] = [];
    before(async () => {
      rig = await startShareRig();
      rig.registry.onDidChange(([share]) => {
        if (share && kinds.at(-1) !== share.state.kind) kinds.push(share.state.kind);
      });
      await rig.registry.start(rig.spec({ enforcement }), rig.secrets, { signal: never });
    });
    after(() => rig.close());

    async function liveAgain(break_: () => void | Promise<void>): Promise<void> {
      kinds.length = 0;
      await break_();
      await until("reconnecting to be seen", () => kinds.includes("reconnecting"));
      await until("live again", () => state().kind === "live");
      // Until it is lost it is live, and may still be told of the visitor of before.
      assert.deepEqual(kinds.slice(kinds.indexOf("reconnecting")), ["reconnecting", "live"]);
      assert.equal((await rig.visitor().navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" })).status, 200);
    }

    it("the connection to the edge drops", () => liveAgain(() => rig.edge.dropAgents()));

    it("the edge is away for a while, with each next try visible", async () => {
      await liveAgain(async () => {
        await rig.edge.goOffline();
        await until("a planned try", () => {
          const now = state();
          return now.kind === "reconnecting" && now.attempt >= 2 && now.nextTryAt !== undefined;
        });
        await rig.edge.comeBack();
      });
    });

    it("the connection drops again in the middle of coming back: the next try does not wait for a proof that can't succeed", async () => {
      const failures = new Set<string>();
      const listening = rig.registry.onDidChange(([share]) => {
        if (share?.state.kind === "reconnecting") failures.add(share.state.failure.code);
      });
      await liveAgain(async () => {
        rig.edge.faults.noAnswer = true;
        rig.edge.dropAgents();
        const asked = rig.edge.requests.length;
        await until("the proof under way", () => rig.edge.requests.length > asked && rig.edge.endpoints.length === 1);
        rig.edge.faults.clear();
        rig.edge.dropAgents();
      });
      listening.dispose();
      assert.deepEqual([...failures], ["ngrok.unreachable"]);
    });

    it("the agent process is killed", () => liveAgain(() => void process.kill(agentPid(rig), "SIGKILL")));

    it("the connection drops while a new agent process opens the share: neither side believes something else of it than the other", async () => {
      const failures = new Set<string>();
      const listening = rig.registry.onDidChange(([share]) => {
        if (share?.state.kind === "reconnecting") failures.add(share.state.failure.code);
      });
      let check: () => void = () => undefined;
      rig.provider.faults.held.set("token", new Promise<void>((resolve) => (check = resolve)));
      await liveAgain(async () => {
        process.kill(agentPid(rig), "SIGKILL");
        await until("the old endpoint to go", () => rig.edge.endpoints.length === 0);
        await until("the new one, the client not checked yet", () => rig.edge.endpoints.length === 1);
        rig.edge.dropAgents();
        check();
      });
      rig.provider.faults.held.clear();
      listening.dispose();
      assert.ok(!failures.has("share.alreadyRunning"), [...failures].join());
    });

    it("an authtoken that was revoked meanwhile is said once, not in a loop", async () => {
      rig.edge.faults.refuseSession = "ERR_NGROK_107";
      rig.edge.dropAgents();
      await until("failed", () => state().kind === "failed");
      const now = state();
      assert.ok(now.kind === "failed" && now.failure.code === "ngrok.ERR_NGROK_107");
      assert.deepEqual(rig.edge.endpoints, []);
      const [share] = rig.registry.shares;
      rig.registry.dismiss(share!.spec.id);
      assert.deepEqual(rig.registry.shares, []);
    });
  });
}

it("hours away and back by itself: reconnecting all the while, then live at the same address, proven anew before anybody is let to it", async () => {
  const clock = new SteadyClock();
  const rig = await startShareRig({ clock });
  const state = () => rig.registry.shares[0]!.state;
  const kinds: string[] = [];
  try {
    const address = await rig.registry.start(rig.spec(), rig.secrets, { signal: never });
    rig.registry.onDidChange(([share]) => {
      if (share && (kinds.at(-1) ?? "live") !== share.state.kind) kinds.push(share.state.kind);
    });
    await rig.edge.goOffline();
    const lost = await until("the loss to be seen", () => {
      const now = state();
      return now.kind === "reconnecting" && now;
    });
    let tries = 0;
    for (const end = clock.now() + 6 * hourMs; clock.now() < end; tries += 1) {
      await until("a try that is due later", () => {
        const now = state();
        return now.kind === "reconnecting" && now.nextTryAt !== undefined && now.nextTryAt > clock.now();
      });
      clock.advance(hourMs / 4);
    }
    const away = state();
    assert.ok(tries > 1 && away.kind === "reconnecting" && away.since === lost.since && away.address === address);
    const backAt = clock.now();
    const asked = rig.edge.requests.length;
    await rig.edge.comeBack();
    const live = await until("live again", () => {
      const now = state();
      return now.kind === "live" && now;
    });
    assert.deepEqual(kinds, ["reconnecting", "live"]);
    assert.ok(live.address === address && live.provenAt >= backAt);
    assert.ok(rig.edge.requests.length - asked >= 2 * strangerKinds.length, "every kind of request, on / and elsewhere");
    assert.equal((await rig.visitor().fetch(`${address}/echo`)).status, 401);
    assert.deepEqual(rig.app.requests, [], "no stranger came to the app");
    assert.equal((await rig.visitor().navigate(`${address}/echo`, { as: "alice@acme.com" })).status, 200);
  } finally {
    await rig.close();
  }
});

it("under gate enforcement a visitor stays signed in when only the link was lost", async () => {
  const rig = await startShareRig();
  try {
    await rig.registry.start(rig.spec(), rig.secrets, { signal: never });
    const visitor = rig.visitor();
    await visitor.navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" });
    rig.edge.dropAgents();
    await until("reconnecting", () => rig.registry.shares[0]!.state.kind === "reconnecting");
    await until("live again", () => rig.registry.shares[0]!.state.kind === "live");
    assert.equal((await visitor.fetch(`${rig.edge.publicOrigin}/echo`)).status, 200);
  } finally {
    await rig.close();
  }
});

function agentPid(rig: ShareRig): number {
  const line = rig.log.lines.findLast((text) => /Agent process \d+ started/.test(text));
  return Number(/\d+/.exec(line ?? "")![0]);
}
