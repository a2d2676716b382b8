import assert from "node:assert/strict";
import { it } from "node:test";
import { ClockJumps } from "../../../src/shares/clockJumps";
import { FakeClock } from "../../fakes/fakeClock";

it("a computer that slept for an hour is noticed once", () => {
  const clock = new FakeClock();
  const jumps: number[] = [];
  const watch = new ClockJumps(clock, (seconds) => jumps.push(seconds));
  clock.advance(5 * 60_000);
  assert.deepEqual(jumps, []);
  clock.sleep(60 * 60_000);
  clock.advance(60_000);
  assert.equal(jumps.length, 1);
  assert.ok(jumps[0]! > 3_500 && jumps[0]! < 3_700);
  watch.dispose();
  clock.sleep(60 * 60_000);
  assert.equal(jumps.length, 1);
});
