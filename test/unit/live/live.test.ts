import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { runLive } from "../../live/runLive";
import { questions } from "../../live/questions/index";
import { nothing, startStandIns } from "./standIns";
import { until } from "../../rig/shareRig";

type StandIns = Awaited<ReturnType<typeof startStandIns>>;

describe("npm run test:live, against stand-ins for ngrok's edge and API, and for Okta", () => {
  let standIns: StandIns;
  before(async () => void (standIns = await startStandIns()));
  after(() => standIns.close());

  it("answers every question, and leaves nothing behind", async () => {
    const lines: string[] = [];
    const result = await runLive(standIns.services, { print: (line) => {lines.push(line); console.error(Date.now()%1000000, line)}, signal: new AbortController().signal });
    console.error(result);
    await until("everything to be gone", () => JSON.stringify(standIns.left()) === JSON.stringify(nothing)).catch(() => undefined);
    assert.deepEqual(standIns.left(), nothing);
    assert.equal(questions.length, lines.length);
  });
});
