import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FloodNotices } from "../../../src/shares/floodNotices";
import { FakeClock } from "../../fakes/fakeClock";
import { share, states } from "../presentation/shares";

describe("S28 notices of floods", () => {
  const flooded = share(states.live, {}, [], 700);
  const other = share(states.live, { id: "mnpqrstuvwxy" }, [], 900);

  it("tell of each flooded share once, however often it changes, and again no sooner than ten minutes later", () => {
    const clock = new FakeClock();
    const notices = new FloodNotices(clock);
    assert.deepEqual(notices.due([flooded]), [flooded]);
    assert.deepEqual(notices.due([flooded, other]), [other]);
    clock.advance(599_999);
    assert.deepEqual(notices.due([flooded, other]), []);
    clock.advance(1);
    assert.deepEqual(notices.due([flooded, other]), [flooded, other]);
  });

  it("say nothing of a share that is calm, or not live", () => {
    const notices = new FloodNotices(new FakeClock());
    assert.deepEqual(notices.due([share(states.live), share(states.reconnecting, {}, [], 700), share(states.stopping, {}, [], 700)]), []);
  });
});
