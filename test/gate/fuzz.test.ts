// PORTCULLIS_FUZZ_SEED repeats a run, PORTCULLIS_FUZZ_SECONDS makes it longer (default 20 on each Node; `npm run soak` longer).
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { it } from "node:test";
import { fuzzGate, fuzzText } from "./fuzzGate";

it("whatever bytes come, nothing breaks, nothing of the app leaves without a session, and a visitor is answered afterwards", async (test) => {
  const seed = Number(process.env["PORTCULLIS_FUZZ_SEED"] ?? randomInt(2 ** 31));
  const seconds = Number(process.env["PORTCULLIS_FUZZ_SECONDS"] ?? 20);
  test.diagnostic(`figure: fuzzing with PORTCULLIS_FUZZ_SEED=${seed}`);
  const report = await fuzzGate({ seed, ms: seconds * 1000 });
  test.diagnostic(`figure: ${fuzzText(report)}`);
  assert.deepEqual(report.problems, [], `PORTCULLIS_FUZZ_SEED=${seed}`);
  // A run in which nothing was thrown, or nothing reached a parser, would prove nothing.
  assert.ok(report.connections > 200 && report.forwarded > 20, fuzzText(report));
  for (const status of [302, 400, 401]) assert.ok((report.statuses.get(status) ?? 0) > 0, fuzzText(report));
});
