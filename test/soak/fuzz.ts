// The gate's fuzz run, longer than in `npm test`: five seeds one after the other, with a look at memory.
import { randomInt } from "node:crypto";
import { fuzzGate, type FuzzReport } from "../gate/fuzzGate";
import type { Chapter } from "./results";

const seeds = 5;
const megabyte = 2 ** 20;

/** PORTCULLIS_FUZZ_SEED names the first seed, PORTCULLIS_FUZZ_SECONDS how long each runs (default 60). */
export async function fuzz(): Promise<Chapter> {
  const first = Number(process.env["PORTCULLIS_FUZZ_SEED"] ?? randomInt(2 ** 31));
  const ms = Number(process.env["PORTCULLIS_FUZZ_SECONDS"] ?? 60) * 1000;
  const reports: FuzzReport[] = [];
  const rows: string[][] = [];
  for (let seed = first; seed < first + seeds; seed++) {
    const report = await fuzzGate({ seed, ms });
    reports.push(report);
    for (const problem of report.problems) console.log(`  seed ${seed}: ${problem}`);
    const count = (from: number, to: number) => String([...report.statuses].filter(([status]) => status >= from && status <= to).reduce((sum, [, times]) => sum + times, 0));
    rows.push([String(seed), String(report.connections), String(report.forwarded), count(200, 399), count(400, 499), count(500, 599), count(0, 0), `${(process.memoryUsage().rss / megabyte).toFixed(0)} MB`]);
  }
  return {
    title: "fuzz",
    what: `Requests by grammar, cookies, callbacks and paths, then bytes changed at random, from ${seeds} seeds for ${ms / 1000} s each, at a gate to which nobody is signed in and one where every connection has a session; gate, provider and app in one process.`,
    tables: [{ head: ["seed", "connections", "requests at the app", "2xx and 3xx", "4xx", "5xx", "no answer", "memory"], rows }],
    verdicts: [
      { kind: "promise", what: "no crash, no unhandled rejection, nothing of the app without a session, one identity per request, and a visitor is answered afterwards", held: reports.every(({ problems }) => problems.length === 0) },
      { kind: "promise", what: "something was thrown, and something reached the app", held: reports.every(({ connections, forwarded }) => connections > 200 && forwarded > 20) },
    ],
  };
}
