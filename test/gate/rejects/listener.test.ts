// S18: the port changes hands. Real processes, told apart by the system, and the gate's own manners towards the one who looks.
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import type { ListenerIdentity } from "../../../src/ports/listenerIdentity";
import { ListenerPin, type Identify } from "../../../src/shares/listenerPin";
import type { ListenerVerdict } from "../../../src/protocol/messages";
import { SteadyClock } from "../../fakes/steadyClock";
import { FakeClock } from "../fakeClock";
import { navigation, startApp, startGate, until, upgradeLines, type GateRig, type RecordingApp } from "../gateRig";
import { otherExecutable, startListenerProcess, type ListenerProcess } from "../listenerProcess";

const never = new AbortController().signal;

describe("S18 a port that changes hands, between real processes", { skip: process.platform === "linux" ? false : "reads /proc" }, () => {
  let shop = "";
  let elsewhere = "";
  const closing: (() => Promise<void>)[] = [];
  before(() => {
    shop = realpathSync(mkdtempSync(join(tmpdir(), "shop-")));
    elsewhere = realpathSync(mkdtempSync(join(tmpdir(), "elsewhere-")));
  });
  after(() => {
    for (const folder of [shop, elsewhere]) rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const start = async (options: Partial<Parameters<typeof startListenerProcess>[0]> = {}): Promise<ListenerProcess> => {
    const listener = await startListenerProcess({ folder: shop, answer: "the shop", ...options });
    closing.push(() => listener.kill());
    return listener;
  };
  const share = async (port: number, identify?: Identify) => {
    const upstream = { scheme: "http", address: "127.0.0.1", port } as const;
    const pin = new ListenerPin(upstream, () => undefined, identify);
    await pin.pin(never);
    // A request waits for a look for so long as the process runs: looking at every process of a busy machine takes its time.
    const rig = await startGate({ upstream, clock: new SteadyClock(), lookAtListener: (signal) => pin.look(signal) });
    closing.push(() => rig.close());
    const cookie = `Cookie: ${await rig.signIn()}`;
    return { pin, rig, open: () => rig.ask("GET /page", [cookie, ...navigation]), post: () => rig.ask("POST /form", [cookie, `Origin: ${rig.origin}`], "secret=1"), fetch: (path: string) => rig.ask(`GET ${path}`, [cookie]) };
  };
  /** The gate looks again only a moment after it was told no. */
  const opensAgain = async (visit: Awaited<ReturnType<typeof share>>) => {
    let answer = await visit.open();
    const end = Date.now() + 120_000;
    while (answer.status !== 200 && Date.now() < end) answer = await visit.open();
    return answer;
  };
  const isRefused = async (visit: Awaited<ReturnType<typeof share>>, verdict: ListenerVerdict) => {
    const end = Date.now() + 120_000;
    do assert.equal((await visit.open()).status, 502);
    while (visit.pin.sight.verdict !== verdict && Date.now() < end);
    assert.equal(visit.pin.sight.verdict, verdict);
  };

  it("S18 a listener that was killed and replaced by another program gets nothing; the visitor reads that the app is down", async () => {
    const app = await start();
    const visit = await share(app.port);
    assert.equal((await visit.open()).body, "the shop");
    await app.kill();
    const thief = await start({ port: app.port, answer: "the thief", executable: otherExecutable(elsewhere) });
    await isRefused(visit, "changed");
    for (const answer of [await visit.open(), await visit.post(), await visit.fetch("/api")]) {
      assert.equal(answer.status, 502);
      assert.ok(!answer.body.includes("thief"));
    }
    assert.deepEqual(thief.seen, []);
    assert.deepEqual([visit.pin.sight.stranger?.pid, visit.pin.sight.stranger?.name], [thief.pid, "other-program"]);
  });

  it("S18 so does the same program in another folder", async () => {
    const app = await start();
    const visit = await share(app.port);
    assert.equal((await visit.open()).status, 200);
    await app.kill();
    const thief = await start({ port: app.port, folder: elsewhere });
    await isRefused(visit, "changed");
    assert.equal((await visit.post()).status, 502);
    assert.deepEqual(thief.seen, []);
    assert.equal(visit.pin.sight.stranger?.folder, elsewhere);
  });

  it("S18 a restart of the same program in the same folder is back by itself, without a question", async () => {
    const app = await start();
    const visit = await share(app.port);
    assert.equal((await visit.open()).status, 200);
    await app.kill();
    assert.equal((await visit.open()).status, 502);
    const again = await start({ port: app.port, answer: "the shop, restarted" });
    assert.notEqual(again.pid, app.pid);
    assert.equal((await opensAgain(visit)).body, "the shop, restarted");
    assert.deepEqual([visit.pin.sight.verdict, visit.pin.sight.stranger], ["same", undefined]);
    // And once more: what was approved is known by its newest run.
    await again.kill();
    await start({ port: app.port, answer: "third" });
    assert.equal((await opensAgain(visit)).body, "third");
  });

  it("S18 the app that comes back after a stranger is served again; the stranger never was", async () => {
    const app = await start();
    const visit = await share(app.port);
    assert.equal((await visit.open()).status, 200);
    await app.kill();
    const thief = await start({ port: app.port, folder: elsewhere });
    await isRefused(visit, "changed");
    await thief.kill();
    await start({ port: app.port, answer: "back" });
    assert.equal((await opensAgain(visit)).body, "back");
    assert.deepEqual(thief.seen, []);
  });

  it("S18 the new process is shared once the person who was shown it says so, and not another one that took its place meanwhile", async () => {
    const app = await start();
    const visit = await share(app.port);
    assert.equal((await visit.open()).status, 200);
    await app.kill();
    const next = await start({ port: app.port, folder: elsewhere, answer: "the next" });
    await isRefused(visit, "changed");
    const shown = visit.pin.sight.stranger!;
    assert.ok(visit.pin.approve(shown));
    assert.equal((await opensAgain(visit)).body, "the next");
    assert.ok(!visit.pin.approve(shown), "it is approved already");
    await next.kill();
    const third = await start({ port: app.port, folder: shop, answer: "the shop" });
    await isRefused(visit, "changed");
    assert.ok(!visit.pin.approve(shown), "another one is there by now");
    assert.deepEqual(third.seen, []);
  });

  it("S18 a share of a silent port is pinned to the first program that is seen there", async () => {
    const app = await start();
    await app.kill();
    const visit = await share(app.port);
    assert.equal(visit.pin.sight.verdict, "gone");
    assert.equal((await visit.open()).status, 502);
    const first = await start({ port: app.port });
    assert.equal((await opensAgain(visit)).body, "the shop");
    assert.equal(visit.pin.sight.approved?.state, "own");
    await first.kill();
    const thief = await start({ port: app.port, folder: elsewhere });
    await isRefused(visit, "changed");
    assert.deepEqual(thief.seen, []);
  });

  it("S18 another user's process is refused always: at the start, later, and by what was never pinned", async () => {
    const app = await start();
    let other = false;
    const identify: Identify = () => Promise.resolve(other ? { state: "otherUser" } : { state: "unreadable" });
    const visit = await share(app.port, identify);
    assert.equal((await visit.open()).status, 200);
    other = true;
    await app.kill();
    const thief = await start({ port: app.port });
    await isRefused(visit, "otherUser");
    assert.equal((await visit.post()).status, 502);
    assert.deepEqual(thief.seen, []);
    const upstream = { scheme: "http", address: "127.0.0.1", port: app.port } as const;
    await assert.rejects(new ListenerPin(upstream, () => undefined, identify).pin(never), { code: "port.otherUser" });
  });

  it("S18 where the owner can't be read the share goes on and says so", async () => {
    const app = await start();
    const visit = await share(app.port, () => Promise.resolve({ state: "unreadable" }));
    assert.equal((await visit.open()).status, 200);
    assert.equal(visit.pin.sight.verdict, "unknown");
    await app.kill();
    await start({ port: app.port, answer: "restarted" });
    assert.equal((await opensAgain(visit)).body, "restarted");
    assert.equal(visit.pin.sight.verdict, "unknown");
  });

  it("S18 an event stream to the app ends with it, and nobody else is asked to go on with it", async () => {
    const app = await start();
    const visit = await share(app.port);
    const stream = visit.fetch("/stream");
    await until("the stream", () => visit.rig.gate.visitors().some(({ open }) => open === 1));
    await app.kill();
    const thief = await start({ port: app.port, folder: elsewhere });
    assert.match((await stream).body, /data: 1/);
    assert.equal((await visit.fetch("/stream")).status, 502);
    assert.deepEqual(thief.seen, []);
  });
});

describe("S18 when the gate looks, and what waits for it", () => {
  /** Somebody who looks when the test lets them. */
  class Looker {
    verdict: ListenerVerdict = "same";
    looks = 0;
    atOnce = 0;
    mostAtOnce = 0;
    held: Promise<void> | undefined;
    release = () => {};

    hold(): void {
      this.held = new Promise((resolve) => (this.release = resolve));
    }

    readonly look = async (): Promise<ListenerVerdict> => {
      this.looks += 1;
      this.atOnce += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
      await this.held;
      this.atOnce -= 1;
      // What it takes says how long it holds with nothing open: 100 ms, by a clock that stands still.
      clock.advance(10);
      return this.verdict;
    };
  }

  let rig: GateRig;
  let app: RecordingApp;
  let looker: Looker;
  let clock: FakeClock;
  let cookie = "";
  let answer: Parameters<typeof startApp>[0];
  const started = async () => {
    looker = new Looker();
    clock = new FakeClock();
    app = await startApp((request, response) => answer!(request, response));
    answer = (_request, response) => void response.end("the app");
    rig = await startGate({ app, clock, lookAtListener: looker.look });
    cookie = `Cookie: ${await rig.signIn()}`;
  };
  afterEach(async () => {
    looker.release();
    await rig.close();
  });
  const page = () => rig.ask("GET /page", [cookie, ...navigation]);
  const post = () => rig.ask("POST /form", [cookie, `Origin: ${rig.origin}`], "x");

  /** Comes behind what was sent before. */
  const answeredByTheGate = async () => assert.equal((await rig.ask("GET /.portcullis/nothing", navigation)).status, 404);

  it("S18 looks once when it goes live, and never while nothing happens", async () => {
    await started();
    for (let at = 0; at < 50; at += 1) assert.equal((await page()).status, 200);
    assert.equal(app.connections(), 1, "one connection was kept all the time");
    assert.equal(looker.looks, 1);
  });

  it("S18 an idle connection that the app closes is looked at at once, and what comes meanwhile waits for one look", async () => {
    await started();
    await page();
    looker.hold();
    app.server.closeIdleConnections();
    await until("the look", () => looker.looks === 2);
    const before = app.seen.length;
    const waiting = Array.from({ length: 20 }, () => page());
    const upgrade = rig.ask("GET /ws", [cookie, `Origin: ${rig.origin}`, ...upgradeLines.filter((line) => !line.startsWith("Connection"))]);
    await answeredByTheGate();
    assert.equal(app.seen.length, before, "nothing is forwarded before the look is over");
    looker.release();
    for (const one of await Promise.all(waiting)) assert.equal(one.status, 200);
    await upgrade;
    assert.equal(looker.mostAtOnce, 1);
    assert.equal(looker.looks, 2);
  });

  it("S18 a request waits for a bounded time and then reads that the app is down; the look may still come", async () => {
    await started();
    await page();
    looker.hold();
    app.server.closeIdleConnections();
    await until("the look", () => looker.looks === 2);
    const before = app.seen.length;
    const waiting = page();
    await answeredByTheGate();
    clock.advance(5001);
    assert.equal((await waiting).status, 502);
    assert.equal(app.seen.length, before);
    looker.release();
    assert.equal((await page()).status, 200);
  });

  for (const verdict of ["changed", "otherUser", "gone"] as const) {
    it(`S18 ${verdict}: nothing is forwarded, asked again by a request a moment later and not before`, async () => {
      await started();
      await page();
      looker.verdict = verdict;
      app.server.closeAllConnections();
      await until("the look", () => looker.looks === 2);
      const before = app.seen.length;
      for (let at = 0; at < 5; at += 1) {
        assert.equal((await page()).status, 502);
        assert.equal((await post()).status, 502);
      }
      assert.equal(looker.looks, 2, "a flood of requests is no flood of looks");
      clock.advance(251);
      assert.equal((await page()).status, 502);
      assert.equal(looker.looks, 3);
      assert.equal(app.seen.length, before);
      looker.verdict = "same";
      clock.advance(251);
      assert.equal((await page()).status, 200);
    });
  }

  it("S18 a look that fails is no yes", async () => {
    await started();
    await page();
    looker.held = Promise.reject(new Error("the host does not answer"));
    looker.held.catch(() => undefined);
    app.server.closeAllConnections();
    await until("the look", () => looker.looks === 2);
    const before = app.seen.length;
    assert.equal((await page()).status, 502);
    assert.equal(app.seen.length, before);
  });

  it("S18 a request whose kept connection broke is sent again only to whom the look approved", async () => {
    await started();
    await page();
    let broken = false;
    answer = (request, response) => {
      if (broken) return void response.end("somebody else's");
      broken = true;
      looker.verdict = "changed";
      looker.hold();
      request.socket.destroy();
    };
    const asked = page();
    await until("the look", () => looker.looks === 2);
    await answeredByTheGate();
    assert.equal(app.seen.length, 2, "it waits");
    looker.release();
    const last = await asked;
    assert.equal(last.status, 502);
    assert.ok(!last.body.includes("somebody else's"));
    assert.equal(app.seen.length, 2, "the first page, and the request that broke");
    assert.equal(looker.looks, 2);
  });

  it("S18 an answer that breaks off is a doubt", async () => {
    await started();
    answer = (request, response) => {
      response.writeHead(200, { "Content-Length": "100" }).write("half");
      setImmediate(() => request.socket.destroy());
    };
    await post();
    await until("the look", () => looker.looks === 2);
  });

  it("S18 answers that say their connection ends with them are none", async () => {
    await started();
    answer = (_request, response) => void response.writeHead(200, { Connection: "close", "Content-Length": 10 }).end("one by one");
    for (let at = 0; at < 10; at += 1) assert.equal((await page()).body, "one by one");
    assert.equal(app.connections(), 10);
    assert.equal(looker.looks, 1);
    clock.advance(101);
    assert.equal((await page()).status, 200);
    assert.equal(looker.looks, 2, "but with nothing open a look does not hold for ever");
  });

  it("S18 what is open ends when another one listens: it may lead there", async () => {
    await started();
    answer = (request, response) => {
      if (request.url === "/stream") response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
      else request.socket.destroy();
    };
    const stream = rig.ask("GET /stream", [cookie]);
    await until("the stream", () => rig.gate.visitors().some(({ open }) => open === 1));
    looker.verdict = "changed";
    await post();
    assert.match((await stream).body, /data: 1/);
    assert.equal((await page()).status, 502);
  });

  it("S18 a WebSocket that the app ends is a doubt, one that the visitor ends is none", async () => {
    await started();
    const open: (() => void)[] = [];
    app.server.on("upgrade", (_request, socket) => {
      socket.on("error", () => undefined);
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
      open.push(() => socket.end());
    });
    await page();
    const head = ["GET /ws HTTP/1.1", `Host: ${rig.host}`, cookie, `Origin: ${rig.origin}`, ...upgradeLines, "", ""].join("\r\n");
    await rig.raw(head, /101 Switching/);
    await until("the first", () => open.length === 1);
    await page();
    assert.equal(looker.looks, 1);
    const second = rig.raw(head);
    await until("the second", () => open.length === 2);
    open[1]!();
    await second;
    await until("the look", () => looker.looks === 2);
  });
});

describe("S18 who looks", () => {
  const upstream = { scheme: "http", address: "127.0.0.1", port: 3000 } as const;

  it("S18 a process that can't be read because it is just ending is looked at again, not taken for one that never can be", async () => {
    const app: ListenerIdentity = { state: "own", pid: 10, name: "node", startedAt: "1", executable: "/usr/bin/node", folder: "/shop" };
    const found: ListenerIdentity[] = [app, { state: "unreadable" }, { state: "gone" }, { state: "unreadable" }, { ...app, pid: 11, startedAt: "2", folder: "/tmp" }];
    const pin = new ListenerPin(upstream, () => undefined, () => Promise.resolve(found.shift()!));
    await pin.pin(never);
    assert.equal(await pin.look(never), "gone");
    assert.equal(await pin.look(never), "changed");
    assert.deepEqual(found, []);
  });

  it("S18 a system that does not say who listens is one where the owner can't be read", async () => {
    const pin = new ListenerPin(upstream, () => undefined, () => Promise.reject(new ExpectedError("port.listUnavailable", { tool: "lsof", reason: "timeout" })));
    await pin.pin(never);
    assert.deepEqual([pin.sight.verdict, await pin.look(never)], ["unknown", "unknown"]);
  });
});
