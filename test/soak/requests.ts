// A million requests of one signed-in visitor: what stays behind in the agent process.
import { startGateTarget } from "../bench/gate";
import { load } from "../bench/load";
import { startStaticUpstream } from "../bench/staticUpstream";
import { nginxInstalled, startNginxUpstream } from "../bench/nginx";
import { sizes } from "../bench/target";
import { buildMeasuredAgent, type MemorySample } from "./memory";
import type { Chapter } from "./results";

const count = 1_000_000;
const warmUp = 100_000;
const connections = 50;
const sliceSeconds = 15;
const mostGrownMb = 10;

/** A large page now and then among small ones, as sites are. */
export async function requests(): Promise<Chapter> {
  const agent = await buildMeasuredAgent();
  const upstream = await (nginxInstalled ? startNginxUpstream() : startStaticUpstream());
  const gate = await startGateTarget(upstream.port, agent.path);
  try {
    const samples: (MemorySample & { readonly requests: number })[] = [];
    const [small, large] = sizes;
    let done = 0;
    let bad = 0;
    let next = 0;
    const slice = async (size: (typeof sizes)[number], seconds: number) => {
      const found = await load(gate, { size, connections, seconds });
      done += found.requests;
      bad += found.bad;
    };
    const began = performance.now();
    // Whatever is as large as it gets is so by then.
    await slice(large, 5);
    for (let turn = 0; done < count; turn++) {
      await slice(turn % 8 === 4 ? large : small, turn % 8 === 4 ? 3 : sliceSeconds);
      if (done < (samples.length === 0 ? warmUp : next)) continue;
      samples.push({ requests: done, ...(await agent.sample(gate.pid)) });
      next = done + count / 10;
    }
    const took = (performance.now() - began) / 1000;
    const spread = (values: readonly number[]) => Math.max(...values) - values[0]!;
    const [resident, heap] = [spread(samples.map(({ residentMb }) => residentMb)), spread(samples.map(({ heapMb }) => heapMb))];
    return {
      title: "requests",
      what: `${count.toLocaleString("en")} requests of one signed-in visitor through one gate (this machine only), ${connections} connections, 1 KB and now and then 256 KB. Memory is the agent process's, right after garbage was collected.`,
      tables: [
        { head: ["after requests", "resident memory", "heap in use"], rows: samples.map(({ requests: after, residentMb, heapMb }) => [after.toLocaleString("en"), `${residentMb.toFixed(1)} MB`, `${heapMb.toFixed(2)} MB`]) },
        { head: ["figure", "value"], rows: [["requests a second, both sides on this machine", Math.round(done / took).toLocaleString("en")], ["answers that were not good", String(bad)]] },
      ],
      verdicts: [
        { kind: "promise", what: "every answer was whole and good", held: bad === 0 },
        { kind: "aim", what: `resident memory grew by less than ${mostGrownMb} MB after the first ${warmUp.toLocaleString("en")}`, held: resident < mostGrownMb },
        { kind: "aim", what: `what is alive on the heap grew by less than ${mostGrownMb} MB`, held: heap < mostGrownMb },
      ],
    };
  } finally {
    await gate.close();
    await upstream.close();
    await agent.remove();
  }
}
