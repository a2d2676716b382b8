import assert from "node:assert/strict";
import { it } from "node:test";
import { backoffMs } from "../../../src/shares/backoff";

it("waits double, jittered, and never above two and a half seconds", () => {
  assert.deepEqual([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 0.999_999)), [200, 400, 800, 1600]);
  assert.deepEqual([0, 1].map((attempt) => backoffMs(attempt, 0)), [100, 200]);
  for (const attempt of [6, 20, 1000]) assert.ok(backoffMs(attempt, 0.999_999) <= 2_500);
});
