// Another rule on a live share: it acts at once on who is in, and outlives the gate that it was told to (S11).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type WebSocket from "ws";
import type { AccessRule } from "../../../src/identity/accessRule";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;
const aliceAlone: AccessRule = { everyone: false, emails: ["alice@acme.com"], domains: [] };

for (const enforcement of ["gate", "edge"] as const) {
  describe(`S11 another rule, ${enforcement} enforcement`, () => {
    let rig: ShareRig;
    let shareId: string;
    const share = () => rig.registry.shares[0]!;
    before(async () => {
      rig = await startShareRig();
      const spec = rig.spec({ enforcement });
      shareId = spec.id;
      await rig.registry.start(spec, rig.secrets, { signal: never });
    });
    after(() => rig.close());

    it("whom it leaves out is out, with what is open for them; whom it admits notices nothing", async () => {
      const [alice, bob] = [rig.visitor(), rig.visitor()];
      const sockets: WebSocket[] = [];
      for (const [visitor, as] of [[alice, "alice@acme.com"], [bob, "bob@acme.com"]] as const) {
        assert.equal((await visitor.navigate(`${rig.edge.publicOrigin}/echo`, { as })).status, 200);
        const upgrade = await visitor.webSocket(`${rig.edge.publicOrigin}/ws`);
        assert.ok(upgrade.opened);
        sockets.push(upgrade.socket);
      }
      await until("both in the list", () => share().visitors.length === 2);
      assert.equal(await rig.registry.change(shareId, { rule: aliceAlone }), true);
      assert.deepEqual(share().spec.rule, aliceAlone);
      await until("his WebSocket closed", () => sockets[1]!.readyState === sockets[1]!.CLOSED);
      await until("his row gone", () => share().visitors.length === 1);
      const reached = rig.app.requests.length;
      assert.ok([401, 403].includes((await bob.fetch(`${rig.edge.publicOrigin}/echo`)).status));
      assert.equal((await bob.navigate(`${rig.edge.publicOrigin}/echo`, { as: "bob@acme.com" })).status, 403);
      assert.equal(rig.app.requests.length, reached);
      assert.equal(sockets[0]!.readyState, sockets[0]!.OPEN);
      assert.equal((await alice.fetch(`${rig.edge.publicOrigin}/echo`)).status, 200);
      sockets[0]!.terminate();
    });

    it("a new agent process opens its gate with the rule of now", async () => {
      const pids = rig.log.lines.flatMap((line) => /Agent process (\d+) started/.exec(line)?.[1] ?? []);
      process.kill(Number(pids.at(-1)), "SIGKILL");
      await until("the loss seen", () => share().state.kind === "reconnecting");
      await until("live again", () => share().state.kind === "live");
      assert.equal((await rig.visitor().navigate(`${rig.edge.publicOrigin}/echo`, { as: "bob@acme.com" })).status, 403);
      assert.equal((await rig.visitor().navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" })).status, 200);
    });

    it("changed while a gate is being made with the rule of before: it holds before anybody comes in", async () => {
      let check: () => void = () => undefined;
      rig.provider.faults.held.set("token", new Promise<void>((resolve) => (check = resolve)));
      const pids = rig.log.lines.flatMap((line) => /Agent process (\d+) started/.exec(line)?.[1] ?? []);
      process.kill(Number(pids.at(-1)), "SIGKILL");
      await until("a new process", () => rig.log.lines.filter((line) => /Agent process \d+ started/.test(line)).length > pids.length);
      await rig.registry.change(shareId, { rule: { everyone: false, emails: ["bob@acme.com"], domains: [] } });
      check();
      await until("live again", () => share().state.kind === "live");
      rig.provider.faults.held.clear();
      // At the edge whoever signed in before this gate was there is out, and a token says when only to the second: the page says to sign in again.
      await until("bob in", async () => (await rig.visitor().navigate(`${rig.edge.publicOrigin}/echo`, { as: "bob@acme.com" })).status === 200);
      assert.equal((await rig.visitor().navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" })).status, 403);
    });

    it("a share that is gone takes no rule", async () => {
      await rig.registry.stopAll();
      assert.equal(await rig.registry.change(shareId, { rule: aliceAlone }), false);
    });
  });
}
