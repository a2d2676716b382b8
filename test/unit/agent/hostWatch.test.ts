import assert from "node:assert/strict";
import { it } from "node:test";
import { HostWatch } from "../../../src/agent/hostWatch";
import { FakeClock } from "../../fakes/fakeClock";

function watched() {
  const clock = new FakeClock();
  const events: string[] = [];
  const watch = new HostWatch(clock, { pause: () => events.push("pause"), end: () => events.push("end") });
  return { clock, events, watch };
}

it("S29 a share goes on while the extension host is heard", () => {
  const { clock, events, watch } = watched();
  for (let minute = 0; minute < 30; minute += 1) {
    clock.advance(60_000);
    watch.heard();
  }
  assert.equal(events.length, 0);
});

it("S29 a share pauses after two minutes of silence and ends after ten", () => {
  const { clock, events } = watched();
  clock.advance(115_000);
  assert.equal(events.length, 0);
  clock.advance(10_000);
  assert.ok(events.includes("pause"));
  assert.ok(!events.includes("end"));
  clock.advance(8 * 60_000);
  assert.equal(events.filter((event) => event === "end").length, 1);
});

it("S29 sleep counts as silence: the wall clock decides, not the number of ticks", () => {
  const { clock, events } = watched();
  clock.sleep(3 * 60_000);
  assert.deepEqual(events, ["pause"]);
});

it("S29 one silence pauses once, the next one again", () => {
  const { clock, events, watch } = watched();
  clock.advance(4 * 60_000);
  assert.deepEqual(events, ["pause"]);
  watch.heard();
  clock.advance(60_000);
  assert.deepEqual(events, ["pause"]);
  clock.advance(2 * 60_000);
  assert.deepEqual(events, ["pause", "pause"]);
});
