// Requests for small and large files, at every number of connections.
import { availableParallelism, loadavg } from "node:os";
import { median } from "../soak/figures";
import type { Chapter, Verdict } from "../soak/results";
import { generatorName, load } from "./load";
import { badOf, comparedHead, comparedRows, inTurn, pairedRatio, ratio, startTargets, type Cell } from "./measuring";
import { nginxInstalled, startNginxUpstream } from "./nginx";
import type { Section } from "./section";
import { startStaticUpstream } from "./staticUpstream";
import { sizes } from "./target";

const connectionCounts = [1, 10, 50];
const aims = { "1 KB": 0.45, "256 KB": 1.0 } as const;
const addedAimMs = 0.2;

export async function requestsChapter({ seconds, rounds, title }: Section): Promise<Chapter> {
  const busy = loadavg()[0] ?? 0;
  const targets = await startTargets(() => (nginxInstalled ? startNginxUpstream() : startStaticUpstream()), { pinned: true });
  const { all, upstream, gate, peer, missing } = targets;
  try {
    for (const target of all) for (const size of sizes) await load(target, { size, connections: 10, seconds: 1 });

    const cells: { readonly size: (typeof sizes)[number]; readonly connections: number; readonly cell: Cell }[] = [];
    for (const size of sizes) {
      for (const connections of connectionCounts) {
        const cell = await inTurn(all, rounds, (target) => load(target, { size, connections, seconds }));
        cells.push({ size, connections, cell });
      }
    }

    const rows = cells.flatMap(({ size, connections, cell }) => comparedRows(targets, cell, `${size.name}, ${connections} conn.`));
    const verdicts: Verdict[] = [];
    if (peer !== undefined) {
      for (const size of sizes) {
        const found = cells.filter((one) => one.size === size).map(({ connections, cell }) => ({ connections, value: pairedRatio(cell.get(gate)!, cell.get(peer)!, "cpuUs") }));
        const at = found.map(({ connections, value }) => `${ratio(value)} at ${connections}`).join(", ");
        verdicts.push({ kind: "aim", what: `CPU per request at ${size.name} at most ${aims[size.name]} of mod_auth_openidc's with 1, 10 and 50 connections: ${at}`, held: found.every(({ value }) => value <= aims[size.name]) });
      }
    }
    const [single] = cells;
    const added = median(single!.cell.get(gate)!.map((one, round) => one.p50Ms - (single!.cell.get(upstream)![round]?.p50Ms ?? NaN)));
    verdicts.push({ kind: "aim", what: `p50 added at one connection under ${addedAimMs} ms (1 KB): ${added.toFixed(2)} ms`, held: added < addedAimMs });

    verdicts.push({ kind: "promise", what: "the gate answered every request, whole", held: badOf(gate, cells.map(({ cell }) => cell)) === 0 });

    const others = `Other processes' load on the machine when it began: ${busy.toFixed(1)} of ${availableParallelism()} cores.`;
    return {
      title,
      what: [
        `${rounds} rounds of ${seconds} s for each line, the targets in turn, medians; ratios are medians of each round's own. Load: ${generatorName}. Upstream: ${nginxInstalled ? "nginx, static files" : "Node, from memory"}. Proxies on core 0, load and upstream on core 1.`,
        `The gate runs as shipped, in the agent process, with one session of a real sign-in; mod_auth_openidc with its sessions in shared memory and a sign-in at the same provider.`,
        others,
        missing,
      ].join(" ").trim(),
      tables: [{ head: comparedHead("req/s", "request"), rows }],
      verdicts,
    };
  } finally {
    await targets.close();
  }
}
