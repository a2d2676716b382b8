import assert from "node:assert/strict";
import { it } from "node:test";
import { RequestCounts } from "../../../src/agent/requestCounts";
import { FakeClock } from "../../fakes/fakeClock";

it("tells now and then how many more requests came, the rest at the end, and nothing where none came", () => {
  const clock = new FakeClock();
  const told: string[] = [];
  let [one, other] = [0, 0];
  const counts = new RequestCounts({ clock, tell: (shareId, count) => told.push(`${shareId} ${count}`) });
  const held = counts.add("one", { requestCount: () => one });
  counts.add("other", { requestCount: () => other });
  one = 3;
  clock.advance(29_999);
  assert.deepEqual(told, []);
  clock.advance(1);
  assert.deepEqual(told.splice(0), ["one 3"]);
  [one, other] = [5, 1];
  clock.advance(30_000);
  assert.deepEqual(told.splice(0), ["one 2", "other 1"]);
  clock.advance(60_000);
  assert.deepEqual(told, []);
  one = 6;
  held.dispose();
  held.dispose();
  one = 9;
  clock.advance(60_000);
  assert.deepEqual(told, ["one 1"]);
});
