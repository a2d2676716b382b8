// A share of an app on a Unix socket, with the real agent process behind the edge.
import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";
import { listenOnSocket, socketFolder } from "../../rig/upstreams/unixSocket";

const never = new AbortController().signal;

describe("a share of an app on a Unix socket", { skip: process.platform === "linux" ? false : "reads /proc" }, () => {
  let rig: ShareRig;
  let folder: ReturnType<typeof socketFolder>;
  let seen = 0;
  const answering = (name: string) =>
    createServer((_request, response) => {
      seen += 1;
      response.end(name);
    });
  const spec = (name: string): ShareSpec => ({ ...rig.spec(), upstream: { scheme: "http", socketPath: join(folder.path, name) } });
  before(async () => {
    rig = await startShareRig({ personality: "generic", looksForListeners: true });
    folder = socketFolder();
  });
  after(async () => {
    await rig.close();
    folder.remove();
  });

  it("goes live, lets in who may come in, is shared once, and survives the app's restart; S18 until others may replace the socket", async () => {
    const socket = spec("app.sock");
    let close = await listenOnSocket(answering("the app"), join(folder.path, "app.sock"));
    const address = await rig.registry.start(socket, rig.secrets, { signal: never });
    const only = () => rig.registry.shares[0]!;
    const { approved, verdict } = only().listener;
    assert.deepEqual([verdict, approved?.state === "own" && approved.pid], ["same", process.pid]);
    const visitor = rig.visitor();
    assert.equal((await visitor.navigate(`${address}/`, { as: "alice@acme.com" })).body, "the app");
    assert.equal(seen, 1, "strangers and the proof never got there");
    await assert.rejects(rig.registry.start({ ...rig.spec(), upstream: socket.upstream }, rig.secrets, { signal: never }), { code: "share.alreadyRunning", facts: { path: join(folder.path, "app.sock") } });

    await close();
    assert.equal((await visitor.navigate(`${address}/`)).status, 502);
    close = await listenOnSocket(answering("another run"), join(folder.path, "app.sock"));
    await until("the app to be back", async () => (await visitor.navigate(`${address}/`)).body === "another run");

    chmodSync(folder.path, 0o777);
    await close();
    close = await listenOnSocket(answering("anybody's"), join(folder.path, "app.sock"));
    seen = 0;
    await until("the verdict", async () => {
      assert.equal((await visitor.navigate(`${address}/`)).status, 502);
      return only().listener.verdict === "exposed";
    });
    assert.equal(seen, 0);
    chmodSync(folder.path, 0o700);
    await until("the folder to be trusted again", async () => (await visitor.navigate(`${address}/`)).body === "anybody's");
    await close();
    await rig.registry.stopAll();
  });

  it("S18 is refused where there is no socket, or one that others may replace or have, and leaves nothing behind", async () => {
    chmodSync(folder.path, 0o777);
    const close = await listenOnSocket(answering("anybody's"), join(folder.path, "open.sock"));
    seen = 0;
    await assert.rejects(rig.registry.start(spec("open.sock"), rig.secrets, { signal: never }), { code: "socket.exposed", facts: { path: join(folder.path, "open.sock"), at: folder.path } });
    chmodSync(folder.path, 0o700);
    await assert.rejects(rig.registry.start({ ...spec("."), upstream: { scheme: "http", socketPath: folder.path } }, rig.secrets, { signal: never }), { code: "socket.notSocket" });
    const registry = rig.newRegistry({ identify: () => Promise.resolve({ state: "otherUser" }) });
    await assert.rejects(registry.start(spec("open.sock"), rig.secrets, { signal: never }), { code: "socket.otherUser" });
    assert.deepEqual([rig.registry.shares, registry.shares, seen], [[], [], 0]);
    await until("the tunnels to go", () => rig.edge.endpoints.length === 0);
    await registry.dispose();
    await close();
  });
});
