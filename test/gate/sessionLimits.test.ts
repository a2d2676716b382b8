// How long a session lasts: by age and by idleness, by the wall clock, with what is open for it.
import assert from "node:assert/strict";
import { once } from "node:events";
import http, { type IncomingMessage, type RequestListener } from "node:http";
import { afterEach, describe, it } from "node:test";
import type { GateLimits } from "../../src/gate/gateOptions";
import { FakeClock } from "./fakeClock";
import { startGate, until, type GateRig } from "./gateRig";

const minute = 60_000;
const hour = 60 * minute;

/** A machine that can sleep: the time goes on, its timers do not. */
class SleepingClock extends FakeClock {
  #slept = 0;
  override now(): number {
    return super.now() + this.#slept;
  }
  sleep(ms: number): void {
    this.#slept += ms;
  }
}

describe("a session", () => {
  let rig: GateRig;
  let clock: SleepingClock;
  let cookie: string;
  let left = false;
  afterEach(() => rig.close());

  async function begin(limits: Partial<GateLimits>, how: { readonly http?: boolean } = {}): Promise<void> {
    clock = new SleepingClock();
    rig = await startGate({
      clock,
      limits,
      ...how,
      answer,
    });
    cookie = await rig.signIn();
  }
  const answer: RequestListener = (request, response) => {
    if (request.url === "/events") response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
    else if (request.url === "/download") response.writeHead(200, { "Content-Type": "application/octet-stream" }).write("first");
    else response.end("ok");
    response.once("close", () => (left ||= request.url === "/download"));
  };
  const status = async () => (await rig.ask("GET /", [`Cookie: ${cookie}`])).status;
  async function open(path: "/events" | "/download") {
    const request = http.get({ host: "127.0.0.1", port: rig.port, path, agent: false, headers: { Host: rig.host, Cookie: cookie } });
    request.on("error", () => undefined);
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const stream = { ended: false, leave: () => void request.destroy() };
    response.on("error", () => undefined).once("close", () => (stream.ended = true)).resume();
    if (path === "/events") await until("the stream in the list", () => rig.gate.visitors()[0]?.open === 1);
    return stream;
  }

  it("is shortened by the share itself, for who is in too, what is open included, and never made longer", async () => {
    await begin({ sessionMaxAgeMs: 4 * hour });
    const stream = await open("/events");
    rig.gate.setOptions({ sessions: { maxHours: 24 } });
    clock.advance(hour);
    rig.gate.setOptions({ sessions: { maxHours: 2 } });
    clock.advance(2 * hour - 1);
    assert.equal(await status(), 200);
    clock.advance(1);
    assert.equal(await status(), 401);
    await until("the stream to end", () => stream.ended);

    cookie = await rig.signIn();
    clock.advance(2 * hour - 1);
    assert.equal(await status(), 200);
    rig.gate.setOptions({ sessions: { maxHours: 24 } });
    clock.advance(1);
    assert.equal(await status(), 401);

    cookie = await rig.signIn();
    clock.advance(4 * hour);
    assert.equal(await status(), 401);
  });

  it("that was idle for longer than the share allows now is over at once", async () => {
    await begin({ sessionIdleMs: 0 });
    clock.advance(20 * minute);
    rig.gate.setOptions({ sessions: { idleMinutes: 30 } });
    assert.equal(rig.gate.visitors().length, 1);
    rig.gate.setOptions({ sessions: { idleMinutes: 10 } });
    assert.equal(rig.gate.visitors().length, 0);
    assert.equal(await status(), 401);
  });

  it("lasts as long as it may, and ends then, however busy, with what is open", async () => {
    await begin({ sessionMaxAgeMs: 2 * hour, sessionIdleMs: 90 * minute });
    const stream = await open("/events");
    clock.advance(2 * hour - 1000);
    assert.equal(await status(), 200);
    assert.equal(stream.ended, false);
    clock.advance(1000);
    await until("the stream ended", () => stream.ended);
    assert.equal(await status(), 401);
    assert.deepEqual(rig.gate.visitors(), []);
  });

  it("on http lasts an hour at most", async () => {
    await begin({ sessionMaxAgeMs: 24 * hour }, { http: true });
    clock.advance(hour - 1000);
    assert.equal(await status(), 200);
    clock.advance(1000);
    assert.equal(await status(), 401);
  });

  it("ends by the wall clock when the machine has slept over its end", async () => {
    await begin({ sessionMaxAgeMs: 2 * hour });
    const stream = await open("/events");
    clock.sleep(2 * hour);
    assert.equal(stream.ended, false, "no timer has run");
    clock.advance(30_000);
    await until("the stream ended", () => stream.ended);
    assert.equal(await status(), 401);
  });

  it("ends by the wall clock at the first request after a sleep, before any timer has run", async () => {
    await begin({ sessionMaxAgeMs: 2 * hour });
    clock.sleep(2 * hour);
    assert.equal(await status(), 401);
  });

  it("ends when nothing was asked for the idle time, and not while there is asking", async () => {
    await begin({ sessionIdleMs: 30 * minute });
    for (let times = 0; times < 5; times += 1) {
      clock.advance(29 * minute);
      assert.equal(await status(), 200);
    }
    clock.advance(30 * minute);
    assert.equal(await status(), 401);
  });

  it("that is idle leaves the list without being asked", async () => {
    await begin({ sessionIdleMs: 30 * minute });
    clock.advance(31 * minute);
    assert.deepEqual(rig.gate.visitors(), []);
  });

  it("is not idle while an event stream is open, and is so from its end on", async () => {
    await begin({ sessionIdleMs: 30 * minute });
    const stream = await open("/events");
    for (let times = 0; times < 6; times += 1) clock.advance(30 * minute);
    assert.equal(stream.ended, false);
    stream.leave();
    await until("the stream gone from the list", () => rig.gate.visitors()[0]?.open === 0);
    clock.advance(29 * minute);
    assert.equal(rig.gate.visitors().length, 1);
    clock.advance(minute);
    assert.equal(await status(), 401);
  });

  it("is not idle in a long download, and is so from its end on", async () => {
    await begin({ sessionIdleMs: 30 * minute });
    left = false;
    const download = await open("/download");
    clock.advance(50 * minute);
    download.leave();
    await until("the app saw it end", () => left);
    clock.advance(29 * minute);
    assert.equal(await status(), 200);
  });

  it("has no idle limit unless one is set", async () => {
    await begin({});
    clock.advance(8 * hour - 1000);
    assert.equal(await status(), 200);
  });
});
