// PORTCULLIS_FUZZ_SEED repeats a run, PORTCULLIS_FUZZ_SECONDS makes it longer (default 20 on each Node; `npm run soak` longer).
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { it } from "node:test";
import { fuzzGate, fuzzText, isEnough } from "./fuzzGate";

it("whatever bytes come, nothing breaks, nothing of the app leaves without a session, and a visitor is answered afterwards", async (test) => {
  const seed = Number(process.env["PORTCULLIS_FUZZ_SEED"] ?? randomInt(2 ** 31));
  const seconds = Number(process.env["PORTCULLIS_FUZZ_SECONDS"] ?? 20);
  test.diagnostic(`figure: fuzzing with PORTCULLIS_FUZZ_SEED=${seed}`);
  const report = await fuzzGate({ seed, ms: seconds * 1000 });
  test.diagnostic(`figure: ${fuzzText(report)}`);
  assert.deepEqual(report.problems, [], `PORTCULLIS_FUZZ_SEED=${seed}`);
  assert.ok(isEnough(report), fuzzText(report));
});
