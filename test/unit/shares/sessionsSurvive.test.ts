// Visitors stay signed in when the agent process dies, and when the window does; those put out stay out (S13, S11).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Enforcement, ShareSpec } from "../../../src/protocol/shareSpec";
import type { ShareRegistry } from "../../../src/shares/shareRegistry";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";
import type { Visitor } from "../../rig/visitor";

const never = new AbortController().signal;

for (const enforcement of ["gate", "edge"] as readonly Enforcement[]) {
  describe(`S13 sessions outlive the agent process, ${enforcement} enforcement`, () => {
    let rig: ShareRig;
    let spec: ShareSpec;
    let registry: ShareRegistry;
    const share = () => registry.shares[0]!;
    const address = (path: string) => `${rig.edge.publicOrigin}${path}`;
    const status = async (visitor: Visitor) => (await visitor.fetch(address("/echo"))).status;
    /** How much is kept: more with each who comes. When people were last seen is kept anew, too. */
    const kept = () => {
      const file = rig.sessions.files.get(spec.id);
      return typeof file === "object" ? file.sealed.length : 0;
    };

    before(async () => {
      rig = await startShareRig();
      registry = rig.registry;
      spec = rig.spec({ enforcement });
      await registry.start(spec, rig.secrets, { signal: never });
    });
    after(async () => {
      await registry.dispose();
      await rig.close();
    });

    async function come(as: string): Promise<Visitor> {
      const visitor = rig.visitor();
      const before = kept();
      assert.equal((await visitor.navigate(address("/echo"), { as })).status, 200);
      await until("the session kept", () => kept() > before);
      await until("the visitor in the list", () => share().visitors.some(({ email }) => email === as));
      return visitor;
    }

    /** How often a browser was at the provider. */
    const asked = () => rig.provider.log.filter(({ path }) => path === new URL(rig.provider.endpoint("authorization")).pathname).length;

    async function killAgent(): Promise<void> {
      const line = rig.log.lines.findLast((text) => /Agent process \d+ started/.test(text));
      process.kill(Number(/\d+/.exec(line ?? "")![0]), "SIGKILL");
      await until("the loss to be seen", () => share().state.kind === "reconnecting");
      await until("live again", () => share().state.kind === "live");
    }

    /** A window that closes without a word, and another that starts the same share. */
    async function nextWindow(): Promise<void> {
      await registry.dispose();
      registry = rig.newRegistry();
      await registry.start(spec, rig.secrets, { signal: never });
    }

    it("a visitor goes on after a SIGKILL, without a sign-in, and is in the list as before", async () => {
      const alice = await come("alice@acme.com");
      const [before] = share().visitors;
      const times = asked();
      await killAgent();
      assert.equal(await status(alice), 200);
      assert.equal((await alice.navigate(address("/echo"))).status, 200);
      assert.equal(asked(), times);
      await until("the list", () => share().visitors.length > 0);
      assert.deepEqual([share().visitors[0]?.id, share().visitors[0]?.signedInAt], [before?.id, before?.signedInAt]);
      await registry.signOut(spec.id);
      await until("live, with the edge bound anew where it signs in", () => share().state.kind === "live");
    });

    it("a visitor goes on in the next window", async () => {
      const alice = await come("alice@acme.com");
      const [before] = share().visitors;
      const times = asked();
      await nextWindow();
      assert.equal(await status(alice), 200);
      await until("the list", () => share().visitors.length > 0);
      assert.equal(share().visitors[0]?.signedInAt, before?.signedInAt);
      assert.equal(asked(), times);
    });

    it("S11 who was put out stays out, after a SIGKILL and in the next window; the others stay in", async () => {
      const [alice, bob] = [await come("alice@acme.com"), await come("bob@acme.com")];
      await registry.signOut(spec.id, share().visitors.find(({ email }) => email === "alice@acme.com")!.id);
      const reached = rig.app.requests.length;
      await killAgent();
      assert.equal(await status(alice), 401);
      await nextWindow();
      assert.equal(await status(alice), 401);
      assert.equal(rig.app.requests.length, reached);
      assert.equal(await status(bob), 200);
    });

    it("stopping removes what was kept", async () => {
      await come("bob@acme.com");
      await registry.stop(spec.id);
      assert.equal(rig.sessions.files.size, 0);
      assert.equal(rig.sessions.lowest.size, 0);
    });
  });
}
