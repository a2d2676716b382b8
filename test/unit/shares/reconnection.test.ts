import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ErrorCode } from "../../../src/base/errorCodes";
import { ExpectedError } from "../../../src/base/expectedError";
import type { ProvenAddress } from "../../../src/shares/provenAddress";
import { Reconnection } from "../../../src/shares/reconnection";
import { nextState, type ShareEvent, type ShareState } from "../../../src/shares/shareState";
import { FakeClock } from "../../fakes/fakeClock";

const address = "https://share.example" as ProvenAddress;
const hourMs = 3_600_000;

/** A share that was lost, and an edge that refuses with `edge.refuses` until that is undefined. */
function lostShare(refuses: ErrorCode | undefined) {
  const clock = new FakeClock();
  const controller = new AbortController();
  const events: ShareEvent[] = [];
  const edge = { refuses, asked: 0, replaced: 0 };
  let state: ShareState = { kind: "reconnecting", address, since: clock.now(), attempt: 0, nextTryAt: undefined, failure: { code: "ngrok.unreachable", facts: {} } };
  const reconnection = new Reconnection({
    clock,
    signal: controller.signal,
    attempt: () => {
      edge.asked += 1;
      return edge.refuses === undefined ? Promise.resolve(address) : Promise.reject(new ExpectedError(edge.refuses));
    },
    apply: (event) => {
      events.push(event);
      state = nextState(state, event);
    },
    replaceAgent: () => (edge.replaced += 1),
  });
  const waiting = () => (state.kind === "reconnecting" ? state : undefined);
  let settled = false;
  const done = reconnection.run().finally(() => (settled = true));
  /** Lets what was started come to its next wait. */
  const settle = async () => {
    for (let turns = 0; turns < 10 && !settled && waiting()?.nextTryAt === undefined; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  /** Fake time, in steps short enough for each try to be made. */
  const pass = async (ms: number) => {
    for (const end = clock.now() + ms; clock.now() < end && !settled; ) {
      const { nextTryAt = clock.now() } = waiting() ?? {};
      clock.advance(Math.max(1, Math.min(end, nextTryAt) - clock.now()));
      await new Promise((resolve) => setImmediate(resolve));
      await settle();
    }
  };
  return { clock, controller, reconnection, edge, events, waiting, done, settle, pass };
}

describe("reconnecting", () => {
  it("goes on through five hours of outage, never waiting long and never in a rush, and is back at the first try that works", async () => {
    const { clock, edge, waiting, done, settle, pass } = lostShare("ngrok.unreachable");
    await settle();
    const since = waiting()!.since;
    await pass(5 * hourMs);
    assert.ok(clock.now() - since >= 5 * hourMs);
    const mostAMinute = (edge.asked / (5 * hourMs)) * 60_000;
    assert.ok(mostAMinute > 20 && mostAMinute < 60, `${mostAMinute} tries a minute`);
    assert.equal(waiting()!.since, since);
    assert.ok(waiting()!.nextTryAt! - clock.now() <= 2_500);
    const asked = edge.asked;
    edge.refuses = undefined;
    await pass(2_500);
    assert.equal(await done, address);
    assert.equal(edge.asked, asked + 1);
  });

  it("says when the next try is, and once a second how long that still is", async () => {
    const { clock, edge, events, waiting, controller, settle, done } = lostShare("ngrok.ERR_NGROK_349");
    await settle();
    assert.deepEqual(waiting()!.failure.code, "ngrok.ERR_NGROK_349");
    assert.equal(waiting()!.nextTryAt, clock.now() + 30_000, "a rate limit is waited out");
    events.length = 0;
    clock.advance(10_000);
    assert.equal(events.filter(({ kind }) => kind === "retryPlanned").length, 10);
    assert.equal(edge.asked, 1);
    controller.abort();
    assert.equal(await done, undefined);
  });

  it("tries at once when it is told to, and not at all when it has ended", async () => {
    const { edge, reconnection, waiting, settle, done } = lostShare("ngrok.ERR_NGROK_349");
    await settle();
    edge.refuses = undefined;
    reconnection.tryNow();
    assert.equal(await done, address);
    assert.equal(edge.asked, 2);
    reconnection.tryNow();
    assert.equal(edge.asked, 2);
    assert.equal(waiting()!.nextTryAt, undefined);
  });

  for (const code of ["ngrok.ERR_NGROK_107", "ngrok.ERR_NGROK_300", "ngrok.ERR_NGROK_102", "ngrok.ERR_NGROK_727", "ngrok.stopped"] as const) {
    it(`gives up at once on ${code}`, async () => {
      const { edge, done } = lostShare(code);
      assert.deepEqual(await done, { code, facts: {} });
      assert.equal(edge.asked, 1);
    });
  }

  for (const code of ["ngrok.ERR_NGROK_108", "ngrok.ERR_NGROK_334", "ngrok.ERR_NGROK_99999"] as const) {
    it(`puts up with ${code} for as long as ngrok may still hold our own dead connection, then says it once`, async () => {
      const { clock, edge, pass, settle, done } = lostShare(code);
      const began = clock.now();
      await settle();
      await pass(hourMs);
      assert.deepEqual(await done, { code, facts: {} });
      assert.ok(clock.now() - began >= 45_000 && clock.now() - began < 60_000);
      assert.equal(edge.replaced, code.endsWith("334") ? 1 : 0, "the process that may hold the address is replaced once");
    });
  }

  it("counts that time anew after a failure of the network", async () => {
    const { edge, pass, settle, done, waiting, controller } = lostShare("ngrok.ERR_NGROK_108");
    await settle();
    await pass(40_000);
    edge.refuses = "ngrok.unreachable";
    await pass(5_000);
    edge.refuses = "ngrok.ERR_NGROK_108";
    await pass(40_000);
    assert.ok(waiting());
    controller.abort();
    assert.equal(await done, undefined);
  });

  it("stopped while it waits: no further try", async () => {
    const { clock, controller, edge, settle, done } = lostShare("ngrok.unreachable");
    await settle();
    controller.abort();
    assert.equal(await done, undefined);
    clock.advance(hourMs);
    assert.equal(edge.asked, 1);
  });
});
