// S13: a visitor signs out by themselves, and the process or the window ends right after: real processes, real kills.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Enforcement, ShareSpec } from "../../../src/protocol/shareSpec";
import type { ShareRegistry } from "../../../src/shares/shareRegistry";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";
import type { Visit, Visitor } from "../../rig/visitor";

const never = new AbortController().signal;

for (const enforcement of ["gate", "edge"] as readonly Enforcement[]) {
  describe(`S13 a visitor who signs out, ${enforcement} enforcement`, () => {
    let rig: ShareRig;
    let spec: ShareSpec;
    let registry: ShareRegistry;
    const share = () => registry.shares[0]!;
    const address = (path: string) => `${rig.edge.publicOrigin}${path}`;
    const status = async (visitor: Visitor) => (await visitor.fetch(address("/echo"))).status;

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

    async function comes(): Promise<Visitor> {
      await registry.start(spec, rig.secrets, { signal: never });
      const alice = rig.visitor();
      assert.equal((await alice.navigate(address("/echo"), { as: "alice@acme.com" })).status, 200);
      await until("she is kept", () => rig.sessions.lowest.has(spec.id));
      return alice;
    }
    /** Where it leads is not opened: the edge would forget the cookie with which somebody else may still come. */
    async function press(visitor: Visitor): Promise<Visit> {
      const token = /name="token" value="([^"]+)"/.exec((await visitor.navigate(address("/.portcullis/sign-out"))).body)?.[1] ?? "";
      return visitor.fetch(address("/.portcullis/sign-out"), { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: `token=${token}&choice=here` });
    }
    const answer = enforcement === "gate" ? 200 : 303;
    const kill = () => process.kill(Number(/\d+/.exec(rig.log.lines.findLast((text) => /Agent process \d+ started/.test(text)) ?? "")![0]), "SIGKILL");

    it("is answered when that is stored, and by the next window out", async () => {
      const alice = await comes();
      const reached = rig.app.requests.length;
      let letGo: () => void = () => undefined;
      const storing = new Promise<void>((resolve) => (letGo = resolve));
      let waits = false;
      rig.sessions.before = (what) => {
        waits ||= what === "forbidBefore";
        return what === "forbidBefore" ? storing : Promise.resolve();
      };
      let said = false;
      const pressed = press(alice).finally(() => (said = true));
      await until("the store", () => waits);
      assert.equal(await status(alice), 401);
      assert.equal(said, false);
      letGo();
      assert.equal((await pressed).status, answer);
      // The window dies with all that was on its way: nothing may reach the store any more.
      rig.sessions.before = () => new Promise(() => undefined);
      kill();
      await registry.dispose();
      rig.sessions.before = () => Promise.resolve();
      registry = rig.newRegistry();
      await registry.start(spec, rig.secrets, { signal: never });
      assert.equal(await status(alice), 401);
      assert.equal(rig.app.requests.length, reached);
    });

    it("is out when it can't be stored, too; the developer hears of it once, and can have it stored again", async () => {
      const [alice, bob] = [await comes(), rig.visitor()];
      assert.equal((await bob.navigate(address("/echo"), { as: "bob@acme.com" })).status, 200);
      const told: string[] = [];
      const listening = registry.onNotStored(({ shareId, failure }) => told.push(`${shareId} ${failure.code}`));
      rig.sessions.before = () => Promise.reject(new Error("no space left on device"));
      for (const visitor of [alice, bob]) {
        assert.equal((await press(visitor)).status, answer);
        assert.equal(await status(visitor), 401);
      }
      assert.deepEqual(told, [`${spec.id} sessions.notStored`]);
      await assert.rejects(registry.storeAgain(spec.id), { code: "sessions.notStored" });
      rig.sessions.before = () => Promise.resolve();
      await registry.storeAgain(spec.id);
      listening.dispose();
      kill();
      await until("the loss to be seen", () => share().state.kind !== "live");
      await registry.dispose();
      registry = rig.newRegistry();
      await registry.start(spec, rig.secrets, { signal: never });
      assert.deepEqual([await status(alice), await status(bob)], [401, 401]);
    });
  });
}
