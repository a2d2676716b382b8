import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RateLimit } from "../../../../src/ngrok/api/rateLimit";
import { FakeClock } from "../../../fakes/fakeClock";

const settle = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** Takes turns and notes when each was given. */
class Callers {
  readonly at: number[] = [];
  failed = 0;
  constructor(readonly clock: FakeClock, readonly limit: RateLimit) {}

  call(signal = new AbortController().signal): void {
    this.limit.take(signal).then(
      () => void this.at.push(this.clock.now()),
      () => void (this.failed += 1),
    );
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settle();
  }
}

function callers(limit?: ConstructorParameters<typeof RateLimit>[1]): Callers {
  const clock = new FakeClock();
  return new Callers(clock, new RateLimit(clock, limit));
}

describe("the rate limit of ngrok's API", () => {
  it("stays below what ngrok allows: 120 in any 60 s", async () => {
    const all = callers();
    for (let call = 0; call < 200; call += 1) all.call();
    await all.advance(59_999);
    assert.ok(all.at.length > 0 && all.at.length < 120);
  });

  it("never lets more start than it may in any window, whenever they come, and all of them in the end", async () => {
    const all = callers({ calls: 3, windowMs: 1000, mostWaiting: 100 });
    for (let step = 0; step < 60; step += 1) {
      if (step < 20) all.call();
      await all.advance(step % 7 === 0 ? 1 : 331);
    }
    assert.equal(all.at.length, 20);
    for (const start of all.at) assert.ok(all.at.filter((at) => at >= start && at < start + 1000).length <= 3);
  });

  it("starts the next one as soon as the oldest leaves the window", async () => {
    const all = callers({ calls: 2, windowMs: 1000, mostWaiting: 100 });
    const begin = all.clock.now();
    for (let call = 0; call < 3; call += 1) all.call();
    await settle();
    assert.equal(all.at.length, 2);
    await all.advance(999);
    assert.equal(all.at.length, 2);
    await all.advance(1);
    assert.deepEqual(all.at.map((at) => at - begin), [0, 0, 1000]);
  });

  it("holds everything while ngrok says that it is too much", async () => {
    const all = callers();
    all.limit.pause(5000);
    all.call();
    await all.advance(4999);
    assert.equal(all.at.length, 0);
    await all.advance(1);
    assert.equal(all.at.length, 1);
  });

  it("lets a caller leave who gave up, at once, and takes no turn for them", async () => {
    const all = callers({ calls: 1, windowMs: 1000, mostWaiting: 100 });
    const leaving = new AbortController();
    all.call();
    all.call(leaving.signal);
    all.call();
    await settle();
    leaving.abort(new Error("left"));
    await settle();
    assert.equal(all.failed, 1);
    await all.advance(1000);
    assert.equal(all.at.length, 2);
  });

  it("turns callers away when too many wait", async () => {
    const all = callers({ calls: 1, windowMs: 1000, mostWaiting: 2 });
    for (let call = 0; call < 5; call += 1) all.call();
    await settle();
    assert.equal(all.failed, 3);
    await all.advance(5000);
    await all.advance(5000);
    assert.equal(all.at.length, 2);
  });

  it("is not stuck by a clock that is set back", async () => {
    const all = callers({ calls: 1, windowMs: 1000, mostWaiting: 10 });
    all.clock.advance(10_000_000);
    all.call();
    await settle();
    all.clock.sleep(-5_000_000);
    all.call();
    await settle();
    assert.equal(all.at.length, 2);
  });
});
