// What goes the other way, and both ways: uploads, and WebSocket messages there and back.
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { startTsProcess } from "../soak/tsProcess";
import type { Chapter } from "../soak/results";
import { pin } from "./cpu";
import type { GeneratorOrder, GeneratorReport } from "./generator";
import { badOf, comparedHead, comparedRows, inTurn, startTargets, type Cell } from "./measuring";
import type { Section } from "./section";
import { startStaticUpstream } from "./staticUpstream";
import type { Target } from "./target";

interface Kind {
  readonly what: string;
  readonly generator: string;
  readonly order: Pick<GeneratorOrder, "path" | "bytes" | "upload">;
  readonly connectionCounts: readonly number[];
  readonly rate: string;
  readonly unit: string;
  /** In one request. */
  readonly units: number;
}

export const upload: Kind = {
  what: "10 MB up", generator: "test/bench/generator.ts", order: { path: "/upload", bytes: 10_000_000, upload: true }, connectionCounts: [1, 10], rate: "MB/s", unit: "MB", units: 10,
};
export const webSocket: Kind = {
  what: "64 bytes there and back", generator: "test/bench/echoGenerator.ts", order: { path: "/", bytes: 64 }, connectionCounts: [1, 10, 50], rate: "messages/s", unit: "message", units: 1,
};

export async function exchangesChapter({ what, generator, order, connectionCounts, rate, unit, units }: Kind, { title, seconds, rounds }: Section): Promise<Chapter> {
  const targets = await startTargets(startStaticUpstream, { pinned: true });
  try {
    const cells: { readonly connections: number; readonly cell: Cell }[] = [];
    for (const target of targets.all) await generate(generator, target, { ...order, connections: 1, seconds: 1 });
    for (const connections of connectionCounts) {
      cells.push({ connections, cell: await inTurn(targets.all, rounds, (target) => generate(generator, target, { ...order, connections, seconds })) });
    }
    return {
      title,
      what: `${rounds} rounds of ${seconds} s for each line, the targets in turn, medians; ratios are medians of each round's own. Load and upstream: Node, on core 1; proxies on core 0. ${targets.missing}`.trim(),
      tables: [{ head: comparedHead(rate, unit), rows: cells.flatMap(({ connections, cell }) => comparedRows(targets, cell, `${what}, ${connections} conn.`, units)) }],
      verdicts: [{ kind: "promise", what: "the gate passed everything on, whole", held: badOf(targets.gate, cells.map(({ cell }) => cell)) === 0 }],
    };
  } finally {
    await targets.close();
  }
}

/** @throws Error when the target didn't pass everything on */
async function generate(generator: string, { name, port, headers }: Target, order: Omit<GeneratorOrder, "port" | "headers">): Promise<GeneratorReport> {
  const child = startTsProcess(generator);
  try {
    if (availableParallelism() > 1 && child.process.pid !== undefined) await pin(child.process.pid, 1);
    const own = headers["Host"] === undefined ? headers : { ...headers, Origin: `http://${headers["Host"]}` };
    child.process.send({ port, headers: own, ...order } satisfies GeneratorOrder);
    const answered = (await Promise.race([once(child.process, "message", { signal: AbortSignal.timeout((order.seconds + 30) * 1000) }), once(child.process, "exit")])) as [GeneratorReport | number];
    const [report] = answered;
    if (typeof report !== "object" || !(report.requests > 0) || report.bad > 0) throw new Error(`${name} did not pass on ${order.path}: ${JSON.stringify(report)}`);
    return report;
  } finally {
    await child.end();
  }
}
