// One run on the Node that runs this file: every size and number of connections, the targets taking turns, medians of the rounds.
import { mkdir } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import path from "node:path";
import { duration, median } from "../soak/figures";
import { chapterText, keep, type Chapter, type Verdict } from "../soak/results";
import { cpuMs, pin } from "./cpu";
import { startGateTarget } from "./gate";
import { generatorName, load, type Load } from "./load";
import { modAuthOpenidcInstalled, startModAuthOpenidc } from "./modAuthOpenidc";
import { nginxInstalled, startNginxProxy, startNginxUpstream } from "./nginx";
import { startStaticUpstream } from "./staticUpstream";
import { sizes, type Target } from "./target";

const file = path.join(import.meta.dirname, "..", "..", "bench", "RESULTS.md");
const opening = `# Bench

The last results of \`npm run bench\`. Within one run all targets have the same upstream and the same load, so that the ratios mean something; the absolute figures are this machine's on that day. CPU is that of the proxy's own processes, user and system, per request.`;
const connectionCounts = [1, 10, 50];
const aims = { "1 KB": 0.45, "256 KB": 1.0 } as const;
const addedAimMs = 0.2;

interface Measured extends Load {
  readonly cpuUs: number;
}

type Cell = ReadonlyMap<Target, Measured[]>;

async function measure(target: Target, options: Parameters<typeof load>[1]): Promise<Measured> {
  const before = await cpuMs(target.pid);
  const result = await load(target, options);
  return { ...result, cpuUs: (((await cpuMs(target.pid)) - before) * 1000) / result.requests };
}

/** Each round's own ratio, then the median: what disturbs the machine disturbs both. */
function pairedRatio(ours: readonly Measured[], theirs: readonly Measured[], figure: keyof Measured): number {
  return median(ours.map((one, round) => one[figure] / (theirs[round]?.[figure] ?? NaN)));
}

function ratio(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(2);
}

async function run(seconds: number, rounds: number): Promise<Chapter> {
  const busy = loadavg()[0] ?? 0;
  const open: Target[] = [];
  const started = async <T extends Target>(starting: Promise<T>): Promise<T> => {
    const target = await starting;
    open.push(target);
    return target;
  };
  try {
    const upstream = await started(nginxInstalled ? startNginxUpstream() : startStaticUpstream());
    const gate = await started(startGateTarget(upstream.port));
    const nginx = nginxInstalled ? await started(startNginxProxy(upstream.port)) : undefined;
    const peer = modAuthOpenidcInstalled ? await started(startModAuthOpenidc(upstream.port, gate.provider)) : undefined;
    const targets = [upstream, nginx, peer, gate].filter((target) => target !== undefined);
    await pin(upstream.pid, 1);
    for (const target of targets) if (target !== upstream) await pin(target.pid, 0);
    for (const target of targets) for (const size of sizes) await load(target, { size, connections: 10, seconds: 1 });

    const cells: { readonly size: (typeof sizes)[number]; readonly connections: number; readonly cell: Cell }[] = [];
    for (const size of sizes) {
      for (const connections of connectionCounts) {
        const cell = new Map<Target, Measured[]>(targets.map((target) => [target, []]));
        for (let round = 0; round < rounds; round++) {
          for (const target of targets) cell.get(target)!.push(await measure(target, { size, connections, seconds }));
        }
        cells.push({ size, connections, cell });
      }
    }

    const rows = cells.flatMap(({ size, connections, cell }) =>
      targets.map((target) => {
        const own = cell.get(target)!;
        const bare = cell.get(upstream)!;
        const middle = (figure: keyof Measured) => median(own.map((one) => one[figure]));
        const isProxy = target !== upstream;
        return [
          `${size.name}, ${connections} conn., ${target.name}`,
          isProxy && peer !== undefined ? ratio(pairedRatio(own, cell.get(peer)!, "cpuUs")) : "-",
          peer === undefined ? "-" : ratio(pairedRatio(own, cell.get(peer)!, "perSecond")),
          ratio(pairedRatio(own, bare, "perSecond")),
          isProxy ? `${middle("cpuUs").toFixed(0)} µs` : "-",
          middle("perSecond").toFixed(0),
          duration(middle("p50Ms")),
          duration(middle("p99Ms")),
        ];
      }),
    );
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

    const bad = cells.reduce((sum, { cell }) => sum + cell.get(gate)!.reduce((some, one) => some + one.bad, 0), 0);
    verdicts.push({ kind: "promise", what: "the gate answered every request, whole", held: bad === 0 });

    const others = `Other processes' load on the machine when it began: ${busy.toFixed(1)} of ${availableParallelism()} cores.`;
    const missing = [nginx === undefined ? "nginx" : "", peer === undefined ? "Apache with mod_auth_openidc" : ""].filter((name) => name !== "");
    return {
      title: `Node ${process.versions.node.split(".", 1)[0] ?? ""}`,
      what: [
        `${rounds} rounds of ${seconds} s for each line, the targets in turn, medians; ratios are medians of each round's own. Load: ${generatorName}. Upstream: ${nginxInstalled ? "nginx, static files" : "Node, from memory"}. Proxies on core 0, load and upstream on core 1.`,
        `The gate runs as shipped, in the agent process, with one session of a real sign-in; mod_auth_openidc with its sessions in shared memory and a sign-in at the same provider.`,
        others,
        missing.length > 0 ? `Not installed, and so missing: ${missing.join(", ")}.` : "",
      ].join(" ").trim(),
      tables: [{ head: ["what", "CPU / mod_auth_openidc", "req/s / mod_auth_openidc", "req/s / bare", "CPU per request", "req/s", "p50", "p99"], rows }],
      verdicts,
    };
  } finally {
    for (const target of open.reverse()) await target.close();
  }
}

const [seconds = "1", rounds = "3"] = process.argv.slice(2);
const chapter = await run(Number(seconds), Number(rounds));
console.log(`\n${chapterText(chapter)}\n`);
await mkdir(path.dirname(file), { recursive: true });
await keep(file, opening, [chapter]);
process.exit(chapter.verdicts.every(({ kind, held }) => kind === "aim" || held) ? 0 : 1);
