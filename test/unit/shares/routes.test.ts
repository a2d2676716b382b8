// S23: several apps behind one address through the whole share, with the real agent process and in both enforcements.
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import type { Route } from "../../../src/protocol/routes";
import { startListenerProcess } from "../../gate/listenerProcess";
import { startFrontAndApi, type FrontAndApi } from "../../rig/upstreams/frontAndApi";
import { startShareRig, until, type ShareRig } from "../../rig/shareRig";
import { strangersRequests } from "../../rig/strangers";

const never = new AbortController().signal;
const route = (prefix: string, port: number): Route => ({ prefix, upstream: { scheme: "http", address: "127.0.0.1", port } });

for (const enforcement of ["gate", "edge"] as const) {
  describe(`S23 routes of a share, ${enforcement} enforcement`, () => {
    let rig: ShareRig;
    let apps: FrontAndApi;
    let address: string;
    const share = () => rig.registry.shares[0]!;
    before(async () => {
      [rig, apps] = await Promise.all([startShareRig(), startFrontAndApi()]);
      const spec = { ...rig.spec({ enforcement, port: apps.front.port }), routes: [route("/api", apps.api.port)] };
      address = rig.edge.publicOrigin;
      await rig.registry.start(spec, rig.secrets, { signal: never });
    });
    after(async () => {
      await rig.close();
      await apps.close();
    });

    it("a stranger reaches none of them", async () => {
      for (const path of ["/", "/api", "/api/whoami"]) {
        for (const { what, status, upgraded } of await strangersRequests(address + path, rig.authority.certificatePem)) {
          assert.equal(upgraded, false, `${what} ${path}`);
          assert.ok(status >= 300 && status < 500 && status !== 304, `${what} ${path}: ${status}`);
        }
      }
      assert.deepEqual([...apps.front.requests, ...apps.front.upgrades, ...apps.api.requests, ...apps.api.upgrades], []);
    });

    it("who signs in once is in at each, over HTTP and WebSockets, with cookies that stay apart", async () => {
      const visitor = rig.visitor();
      assert.match((await visitor.navigate(`${address}/`, { as: "alice@acme.com" })).body, /front/);
      await visitor.fetch(`${address}/api/orders`, { method: "POST", body: "one" });
      const { cookie, user } = JSON.parse((await visitor.fetch(`${address}/api/whoami`)).body) as { cookie: string; user: string };
      // Beside those of the edge and the provider, which are on localhost too.
      assert.deepEqual(cookie.split("; ").filter((pair) => pair.startsWith("sid=")), ["sid=api", "sid=front"]);
      assert.equal(user, apps.front.requests.at(-1)!.headers["x-forwarded-user"]);
      await visitor.fetch(`${address}/other`);
      assert.deepEqual(apps.front.requests.at(-1)!.headers.cookie!.split("; ").filter((pair) => pair.startsWith("sid=")), ["sid=front"]);
      const upgrade = await visitor.webSocket(`${address}/api/live`);
      assert.ok(upgrade.opened);
      upgrade.socket.send("ping");
      await until("the echo", () => upgrade.received.includes("echo ping"));
      upgrade.socket.terminate();
      await until("one visitor", () => share().visitors.length === 1);
      assert.deepEqual(apps.api.upgrades.map(({ url }) => url), ["/api/live"]);
    });

    it("one goes, comes back and leads elsewhere while the share runs; nobody has to sign in again, and the address stays proven", async () => {
      const { spec: { id }, state: live } = share();
      const visitor = rig.visitor();
      await visitor.navigate(`${address}/`, { as: "alice@acme.com" });
      const upgrade = await visitor.webSocket(`${address}/api/live`);
      assert.ok(upgrade.opened);
      assert.equal(await rig.registry.change(id, { routes: [] }), true);
      await until("its WebSocket to close", () => upgrade.socket.readyState === upgrade.socket.CLOSED);
      assert.match((await visitor.fetch(`${address}/api/whoami`)).body, /<title>Front/);
      assert.deepEqual(share().routes, []);
      await rig.registry.change(id, { routes: [route("/api", apps.api.port), route("/plain", rig.app.port)] });
      assert.deepEqual(share().routes!.map(({ prefix, listener }) => [prefix, listener.verdict]), [["/api", "same"], ["/plain", "same"]]);
      assert.match((await visitor.fetch(`${address}/api/whoami`)).body, /"user"/);
      const reached = rig.app.requests.length;
      await visitor.fetch(`${address}/plain/x?a=1`);
      assert.deepEqual(rig.app.requests.slice(reached).map(({ url }) => url), ["/plain/x?a=1"]);
      await rig.registry.change(id, { routes: [route("/api", rig.app.port)] });
      await visitor.fetch(`${address}/api/x`);
      assert.deepEqual(rig.app.requests.slice(reached + 1).map(({ url }) => url), ["/api/x"]);
      assert.equal(share().state, live, "it was live all the time");
      await rig.registry.change(id, { routes: [route("/api", apps.api.port)] });
    });

    it("a new agent process has the routes of now, and the people of before", async () => {
      const visitor = rig.visitor();
      await visitor.navigate(`${address}/`, { as: "bob@acme.com" });
      await rig.registry.change(share().spec.id, { routes: [route("/v2", apps.api.port), route("/api", apps.api.port)] });
      process.kill(Number(rig.log.lines.flatMap((line) => /Agent process (\d+) started/.exec(line)?.[1] ?? []).at(-1)), "SIGKILL");
      await until("the loss seen", () => share().state.kind === "reconnecting");
      await until("live again", () => share().state.kind === "live");
      const reached = apps.api.requests.length;
      for (const path of ["/api/whoami", "/v2/x"]) assert.equal((await visitor.fetch(address + path)).status, 200, path);
      assert.deepEqual(apps.api.requests.slice(reached).map(({ url }) => url), ["/api/whoami", "/v2/x"]);
    });

    it("what can't be a route is none, not even for a moment", async () => {
      const { spec } = share();
      for (const routes of [[route("/.portcullis", 1)], [route("/", 1)], [route("/api", 1), route("/api", 2)]]) await assert.rejects(rig.registry.change(spec.id, { routes }), routes[0]!.prefix);
      assert.deepEqual(share().spec, spec);
      assert.equal(share().state.kind, "live");
    });
  });
}

describe("S18 the apps of a share's routes", { skip: process.platform === "linux" ? false : "reads /proc" }, () => {
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

  it("S18 another program at one route's port gets nothing, is named beside that route alone, and is shared when told to", async () => {
    const api = await startListenerProcess({ folder: shop, answer: "the API" });
    const address = await rig.registry.start({ ...rig.spec(), routes: [route("/api", api.port)] }, rig.secrets, { signal: never });
    const visitor = rig.visitor();
    assert.equal((await visitor.navigate(`${address}/api`, { as: "alice@acme.com" })).body, "the API");
    await api.kill();
    const thief = await startListenerProcess({ folder: elsewhere, answer: "the thief", port: api.port });
    await until("the verdict", async () => {
      assert.equal((await visitor.fetch(`${address}/api`)).status, 502);
      return only().routes![0]!.listener.verdict === "changed";
    });
    assert.deepEqual(thief.seen, []);
    assert.equal(only().listener.verdict, "same");
    assert.equal((await visitor.fetch(`${address}/echo`)).status, 200);
    const { stranger } = only().routes![0]!.listener;
    assert.deepEqual([stranger?.pid, stranger?.folder], [thief.pid, elsewhere]);
    assert.ok(rig.registry.approveListener(only().spec.id, stranger!));
    await until("the new one", async () => (await visitor.fetch(`${address}/api`)).body === "the thief");
    await rig.registry.stopAll();
    await until("the tunnel to go", () => rig.edge.endpoints.length === 0);
    await thief.kill();
  });

  it("S18 where another user listens no route begins: neither with a share nor while it runs", async () => {
    const other = await startListenerProcess({ folder: elsewhere, answer: "another user's" });
    const registry = rig.newRegistry({ identify: (upstream) => Promise.resolve("port" in upstream && upstream.port === other.port ? { state: "otherUser" } : { state: "unreadable" }) });
    const spec = rig.spec();
    try {
      const address = await registry.start(spec, rig.secrets, { signal: never });
      await assert.rejects(registry.change(spec.id, { routes: [route("/api", other.port)] }), (error) => error instanceof ExpectedError && error.code === "port.otherUser");
      assert.equal(registry.shares[0]!.spec.routes, undefined);
      await rig.visitor().navigate(`${address}/api`, { as: "alice@acme.com" });
      await registry.stopAll();
      await until("the tunnel to go", () => rig.edge.endpoints.length === 0);
      await assert.rejects(registry.start({ ...rig.spec(), routes: [route("/api", other.port)] }, rig.secrets, { signal: never }), { code: "port.otherUser" });
      assert.deepEqual(registry.shares, []);
      assert.deepEqual(other.seen, []);
    } finally {
      await registry.dispose();
      await other.kill();
    }
  });
});
