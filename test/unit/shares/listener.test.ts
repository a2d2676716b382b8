// S18 end to end: the agent process asks the host who listens, the host looks, and the share says so.
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { startListenerProcess } from "../../gate/listenerProcess";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;

describe("S18 a share whose port changes hands", { skip: process.platform === "linux" ? false : "reads /proc" }, () => {
  let rig: ShareRig;
  let shop = "";
  let elsewhere = "";
  before(async () => {
    rig = await startShareRig({ personality: "generic", looksForListeners: true });
    shop = realpathSync(mkdtempSync(join(tmpdir(), "shop-")));
    elsewhere = realpathSync(mkdtempSync(join(tmpdir(), "elsewhere-")));
  });
  after(async () => {
    await rig.close();
    for (const folder of [shop, elsewhere]) rmSync(folder, { recursive: true, force: true });
  });
  const only = () => rig.registry.shares[0]!;

  it("S18 forwards nothing to the new one, names it, shares it when told to, and is back by itself when the first one is", async () => {
    const app = await startListenerProcess({ folder: shop, answer: "the shop" });
    const address = await rig.registry.start(rig.spec({ port: app.port }), rig.secrets, { signal: never });
    assert.deepEqual([only().listener.verdict, only().listener.approved?.state], ["same", "own"]);
    const visitor = rig.visitor();
    assert.match((await visitor.navigate(`${address}/`, { as: "alice@acme.com" })).body, /the shop/);

    await app.kill();
    const thief = await startListenerProcess({ folder: elsewhere, answer: "the thief", port: app.port });
    let changes = 0;
    const subscription = rig.registry.onDidChange(() => (changes += 1));
    await until("the verdict", async () => {
      const visit = await visitor.navigate(`${address}/secret`);
      assert.equal(visit.status, 502);
      return only().listener.verdict === "changed";
    });
    assert.deepEqual(thief.seen, []);
    assert.ok(changes > 0, "the views hear of it");
    subscription.dispose();
    const { stranger } = only().listener;
    assert.deepEqual([stranger?.pid, stranger?.folder], [thief.pid, elsewhere]);
    await visitor.navigate(`${address}/`);
    assert.equal(only().listener.stranger, stranger, "the same process is the same news");

    assert.equal(rig.registry.approveListener("nosuchshare1", stranger!), false);
    assert.ok(rig.registry.approveListener(only().spec.id, stranger!));
    await until("the new one", async () => (await visitor.navigate(`${address}/`)).body.includes("the thief"));

    await thief.kill();
    const back = await startListenerProcess({ folder: elsewhere, answer: "restarted", port: app.port });
    await until("its restart", async () => (await visitor.navigate(`${address}/`)).body.includes("restarted"));
    await back.kill();
    await rig.registry.stopAll();
  });

  it("S18 is refused where another user listens, and leaves nothing behind", async () => {
    const registry = rig.newRegistry({ identify: () => Promise.resolve({ state: "otherUser" }) });
    await assert.rejects(registry.start(rig.spec(), rig.secrets, { signal: never }), { code: "port.otherUser" });
    assert.deepEqual(registry.shares, []);
    await until("the tunnel to go", () => rig.edge.endpoints.length === 0);
    await registry.dispose();
  });
});
