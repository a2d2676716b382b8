// The developer puts people out: at once, with what is open for them, in both enforcements (S11).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Enforcement } from "../../../src/protocol/shareSpec";
import type { Visitor } from "../../rig/visitor";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;

for (const enforcement of ["gate", "edge"] as readonly Enforcement[]) {
  describe(`S11 put out, ${enforcement} enforcement`, () => {
    let rig: ShareRig;
    let shareId: string;
    const share = () => rig.registry.shares[0]!;
    const visitorId = (email: string) => share().visitors.find((visitor) => visitor.email === email)?.id;

    before(async () => {
      rig = await startShareRig();
      const spec = rig.spec({ enforcement });
      shareId = spec.id;
      await rig.registry.start(spec, rig.secrets, { signal: never });
    });
    after(() => rig.close());

    async function come(as: string) {
      const visitor = rig.visitor();
      assert.equal((await visitor.navigate(`${rig.edge.publicOrigin}/`, { as })).status, 200);
      const upgrade = await visitor.webSocket(`${rig.edge.publicOrigin}/ws`);
      assert.ok(upgrade.opened);
      const stream = visitor.fetch(`${rig.edge.publicOrigin}/sse`).then(() => "ended", () => "ended");
      await until(`${as} in the list with both open`, () => share().visitors.some(({ email, open }) => email === as && open === 2));
      return { visitor, socket: upgrade.socket, stream };
    }
    const status = async (visitor: Visitor) => (await visitor.fetch(`${rig.edge.publicOrigin}/echo`)).status;

    it("one visitor: what is open for them ends, they get nothing more, the tree forgets them, and nobody else notices", async () => {
      const [alice, bob] = [await come("alice@acme.com"), await come("bob@acme.com")];
      await rig.registry.signOut(shareId, visitorId("alice@acme.com"));
      await until("her WebSocket closed", () => alice.socket.readyState === alice.socket.CLOSED);
      assert.equal(await alice.stream, "ended");
      await until("her row gone", () => visitorId("alice@acme.com") === undefined);
      const reached = rig.app.requests.length;
      assert.equal(await status(alice.visitor), 401);
      assert.equal(rig.app.requests.length, reached);
      assert.equal(bob.socket.readyState, bob.socket.OPEN);
      assert.equal(await status(bob.visitor), 200);

      await rig.registry.signOut(shareId);
      await until("his WebSocket closed", () => bob.socket.readyState === bob.socket.CLOSED);
      assert.equal(await bob.stream, "ended");
      await until("an empty list", () => share().visitors.length === 0);
      // The edge, bound anew, knows nobody any more, and sends them to the provider.
      await until("live, with the edge bound anew where it signs in", () => share().state.kind === "live");
      assert.equal(await status(bob.visitor), enforcement === "edge" ? 302 : 401);
      assert.equal(rig.app.requests.length, reached + 1);
    });

    if (enforcement === "edge") {
      it("who was put out stays out, though the edge goes on sealing for them; the page's link asks the provider for the person anew", async () => {
        const alice = await come("alice@acme.com");
        await rig.registry.signOut(shareId, visitorId("alice@acme.com"));
        await until("the WebSocket closed", () => alice.socket.readyState === alice.socket.CLOSED);
        const again = await alice.visitor.navigate(`${rig.edge.publicOrigin}/echo`);
        assert.equal(again.status, 403);
        assert.match(again.body, /signed out/i);
        const link = /href="(\/ngrok\/login\?auth_id=[^"]+)"/.exec(again.body)?.[1] ?? "";
        const asked = await alice.visitor.fetch(`${rig.edge.publicOrigin}${link}`);
        assert.equal(new URL(asked.headers.location ?? "").searchParams.get("prompt"), "login");
      });

      it("everyone out: the edge has another auth_id each time, and its sessions of before mean nothing", async () => {
        const authId = () => rig.edge.endpoints[0]?.policy?.openidConnect?.authId;
        const seen = [authId()];
        for (let round = 0; round < 2; round += 1) {
          const alice = await come("alice@acme.com");
          await rig.registry.signOut(shareId);
          await until("live, with the edge bound anew", () => share().state.kind === "live" && authId() !== undefined);
          seen.push(authId());
          assert.equal((await alice.visitor.fetch(`${rig.edge.publicOrigin}/echo`)).status, 302);
        }
        assert.equal(new Set(seen).size, 3);
        for (const id of seen) assert.ok(id?.startsWith(`pc-${shareId}`));
      });
    }

    it("a visitor whom nobody knows, and a share that is gone: nothing happens", async () => {
      const bob = await come("bob@acme.com");
      await rig.registry.signOut(shareId, "nobody");
      await rig.registry.signOut("aaaaaaaaaaaa");
      assert.equal(bob.socket.readyState, bob.socket.OPEN);
      assert.equal(share().visitors.length, 1);
      await rig.registry.signOut(shareId);
      assert.equal(await bob.stream, "ended");
    });
  });
}
