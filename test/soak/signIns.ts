// Many visitors sign in at one gate: what that costs in memory.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../src/base/clock";
import { startShareRig } from "../rig/shareRig";
import { duration, percentile } from "./figures";
import { freePort } from "../rig/freePort";
import { buildMeasuredAgent, type MemorySample } from "./memory";
import { agentPids } from "./processes";
import type { Chapter } from "./results";

const count = 500;
const warmUp = 20;
const boundMs = 240_000;
const never = new AbortController().signal;

export async function signIns(): Promise<Chapter> {
  const agent = await buildMeasuredAgent();
  const rig = await startShareRig({ agentPath: agent.path, clock: systemClock, looksForListeners: true });
  try {
    const tunnel = { kind: "local", port: await freePort() } as const;
    const origin = `http://localhost:${tunnel.port}`;
    rig.provider.register(`${origin}/.portcullis/callback`);
    await rig.registry.start(rig.spec({ tunnel }), rig.secrets, { signal: never });
    const pid = agentPids(rig.log).at(-1)!;
    const began = performance.now();
    const tookMs: number[] = [];
    const memory: (MemorySample & { readonly signIns: number })[] = [];
    let limited = 0;
    let failed = 0;
    const someone = async () => {
      for (;;) {
        const visitor = rig.visitor();
        const from = performance.now();
        const visit = await visitor.navigate(`${origin}/echo`, { as: "alice@acme.com" });
        if (visit.status === 429) {
          limited++;
          if (performance.now() - began > boundMs) throw new Error("The rate limit never gave way.");
          await sleep(500);
          continue;
        }
        tookMs.push(performance.now() - from);
        if (visit.status !== 200 || (await visitor.fetch(`${origin}/echo`)).status !== 200) failed++;
        return;
      }
    };
    for (let index = 1; index <= count; index++) {
      await someone();
      if ([warmUp, 100, 250, count].includes(index)) memory.push({ signIns: index, ...(await agent.sample(pid)) });
    }
    // Each leaves its session behind, for as long as it lasts; nothing else.
    const grown = memory.at(-1)!.heapMb - memory[0]!.heapMb;
    return {
      title: "signIns",
      what: `${count} sign-ins, each in a browser of its own with a real provider, at one gate (this machine only). After its first 240 a minute the gate answers 429 and the visitor asks again. Memory is the agent process's, right after garbage was collected; each sign-in leaves its session behind, with person and ID token.`,
      tables: [
        { head: ["after sign-ins", "resident memory", "heap in use"], rows: memory.map(({ signIns: after, residentMb, heapMb }) => [String(after), `${residentMb.toFixed(1)} MB`, `${heapMb.toFixed(2)} MB`]) },
        { head: ["figure", "value"], rows: [["a sign-in, median / p99", `${duration(percentile(tookMs, 0.5))} / ${duration(percentile(tookMs, 0.99))}`], ["asked to wait (429)", String(limited)], ["heap in use, per session", `${((grown * 1024) / (count - warmUp)).toFixed(1)} KB`]] },
      ],
      verdicts: [
        { kind: "promise", what: "everyone came in, and the process is the same", held: failed === 0 && agentPids(rig.log).at(-1) === pid },
        { kind: "aim", what: `what ${count - warmUp} sessions hold is below 10 MB`, held: grown < 10 },
      ],
    };
  } finally {
    await rig.close();
    await agent.remove();
  }
}
