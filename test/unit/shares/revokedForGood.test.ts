// S11, S13: people put out while the process that let them in dies, at every moment of it; real processes, real kills.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Enforcement, ShareSpec } from "../../../src/protocol/shareSpec";
import type { ShareRegistry } from "../../../src/shares/shareRegistry";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";
import type { Visitor } from "../../rig/visitor";

const never = new AbortController().signal;

for (const enforcement of ["gate", "edge"] as readonly Enforcement[]) {
  describe(`S11 put out while the agent process dies, ${enforcement} enforcement`, () => {
    let rig: ShareRig;
    let spec: ShareSpec;
    let registry: ShareRegistry;
    const share = () => registry.shares[0]!;
    const address = (path: string) => `${rig.edge.publicOrigin}${path}`;
    const status = async (visitor: Visitor) => (await visitor.fetch(address("/echo"))).status;
    const visitorId = (email: string) => share().visitors.find((one) => one.email === email)?.id;
    const agentPid = () => Number(/\d+/.exec(rig.log.lines.findLast((text) => /Agent process \d+ started/.test(text)) ?? "")![0]);
    const liveAgain = async () => {
      await until("the loss to be seen", () => share().state.kind !== "live");
      await until("live again", () => share().state.kind === "live");
    };

    before(async () => {
      rig = await startShareRig();
      registry = rig.registry;
      spec = rig.spec({ enforcement });
    });
    after(() => rig.close());
    afterEach(async () => {
      rig.sessions.before = () => Promise.resolve();
      await registry.stop(spec.id);
    });

    async function twoCome(): Promise<{ alice: Visitor; bob: Visitor }> {
      await registry.start(spec, rig.secrets, { signal: never });
      const [alice, bob] = [rig.visitor(), rig.visitor()];
      for (const [visitor, as] of [[alice, "alice@acme.com"], [bob, "bob@acme.com"]] as const) {
        assert.equal((await visitor.navigate(address("/echo"), { as })).status, 200);
        await until(`${as} in the list`, () => visitorId(as));
      }
      return { alice, bob };
    }

    it("before the gate has heard of it: nobody comes back, neither in the next process nor in the next window", async () => {
      const { alice, bob } = await twoCome();
      process.kill(agentPid(), "SIGSTOP");
      const out = registry.signOut(spec.id, visitorId("alice@acme.com"));
      process.kill(agentPid(), "SIGKILL");
      await out;
      await liveAgain();
      const reached = rig.app.requests.length;
      assert.deepEqual([await status(alice), await status(bob)], [401, 401]);
      await registry.dispose();
      registry = rig.newRegistry();
      await registry.start(spec, rig.secrets, { signal: never });
      assert.deepEqual([await status(alice), await status(bob)], [401, 401]);
      assert.equal(rig.app.requests.length, reached);
    });

    it("after the gate has done it and before it is stored: she stays out, and the word comes when it is", async () => {
      const { alice, bob } = await twoCome();
      let letGo: () => void = () => undefined;
      const storing = new Promise<void>((resolve) => (letGo = resolve));
      const alicesId = visitorId("alice@acme.com");
      await until("both kept", () => rig.sessions.lowest.has(spec.id));
      rig.sessions.before = () => storing;
      let said = false;
      const out = registry.signOut(spec.id, alicesId).then(() => (said = true));
      await until("her row gone", () => visitorId("alice@acme.com") === undefined);
      process.kill(agentPid(), "SIGKILL");
      await liveAgain();
      assert.equal(await status(alice), 401);
      assert.equal(await status(bob), 200);
      assert.equal(said, false);
      letGo();
      await out;
    });

    it("while there is no gate at all: everyone, for certain", async () => {
      const { alice, bob } = await twoCome();
      // The next process can't open the share for as long as the provider does not answer.
      let answer: () => void = () => undefined;
      rig.provider.faults.held.set("discovery", new Promise<void>((resolve) => (answer = resolve)));
      process.kill(agentPid(), "SIGKILL");
      await until("the loss to be seen", () => share().state.kind === "reconnecting");
      await registry.signOut(spec.id);
      rig.provider.faults.held.clear();
      answer();
      await until("live again", () => share().state.kind === "live");
      const reached = rig.app.requests.length;
      // The edge asks the provider: its sessions of before belong to another auth_id.
      const out = enforcement === "edge" ? 302 : 401;
      assert.deepEqual([await status(alice), await status(bob)], [out, out]);
      assert.equal(rig.app.requests.length, reached);
      assert.equal(share().visitors.length, 0);
    });

    it("and when it can't be stored, the person hears so, and she is out", async () => {
      const { alice, bob } = await twoCome();
      rig.sessions.before = () => Promise.reject(new Error("no space left on device"));
      await assert.rejects(registry.signOut(spec.id, visitorId("alice@acme.com")), { code: "sessions.notStored" });
      assert.deepEqual([await status(alice), await status(bob)], [401, 200]);
      process.kill(agentPid(), "SIGKILL");
      await liveAgain();
      assert.deepEqual([await status(alice), await status(bob)], [401, 200]);
    });

    it("who is left out by a rule that changed stays out when the rule is changed back", async () => {
      const { alice, bob } = await twoCome();
      assert.ok(await registry.change(spec.id, { rule: { everyone: false, emails: ["bob@acme.com"], domains: [] } }));
      process.kill(agentPid(), "SIGKILL");
      await liveAgain();
      assert.deepEqual([await status(alice), await status(bob)], [enforcement === "gate" ? 401 : 403, 200]);
      if (enforcement === "gate") {
        assert.ok(await registry.change(spec.id, { rule: spec.rule }));
        assert.equal(await status(alice), 401);
      }
    });
  });
}
