// The gate at its full load, and the extension host's event loop meanwhile: in the real workbench, share and all by the dialogue.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createVSIX } from "@vscode/vsce";
import { cpuMs } from "../bench/cpu";
import { load } from "../bench/load";
import { nginxInstalled, startNginxUpstream } from "../bench/nginx";
import { startStaticUpstream } from "../bench/staticUpstream";
import { sizes } from "../bench/target";
import { until } from "../rig/shareRig";
import { Visitor } from "../rig/visitor";
import { portcullisVsix, startScene } from "../workbench/ui/scene";
import { duration, median } from "./figures";
import type { Chapter } from "./results";

const root = path.join(import.meta.dirname, "..", "..");
const seconds = 30;
const connections = 50;

interface Second {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly utilization: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

interface Phase {
  readonly what: string;
  readonly perSecond: number;
  /** Of one core. */
  readonly agentCpu: number;
  readonly loop: readonly Second[];
}

export async function extensionHost(): Promise<Chapter> {
  await promisify(execFile)(process.execPath, [path.join(root, "scripts", "package.mjs")], { cwd: root, timeout: 120_000 });
  const folder = await mkdtemp(path.join(os.tmpdir(), "pc-loop-"));
  const monitor = path.join(folder, "loop-monitor.vsix");
  await createVSIX({ cwd: path.join(import.meta.dirname, "loopMonitor"), packagePath: monitor, dependencies: false, allowMissingRepository: true, skipLicense: true });
  const file = path.join(folder, "loop");
  const upstream = await (nginxInstalled ? startNginxUpstream() : startStaticUpstream());
  const scene = await startScene({ personality: "generic", vsix: [portcullisVsix, monitor], env: { PORTCULLIS_LOOP_FILE: file } });
  try {
    const address = await scene.shareLocally({ port: upstream.port });
    const visitor = new Visitor();
    const visit = await visitor.navigate(`${address}/1k.bin`, { as: "alice@acme.com" });
    if (visit.status !== 200) throw new Error(`The gate did not let the visitor in: ${visit.status}`);
    // What changes while visitors come is drawn.
    await scene.workbench.openView("Portcullis");
    const { host, port } = new URL(address);
    const cookie = visitor.cookies.header(new URL(address), { crossSite: false, method: "GET", topLevel: true }) ?? "";
    const agent = scene.workbench.processes().find(({ commandLine }) => commandLine.some((word) => word.endsWith("agent.js")));
    if (agent === undefined) throw new Error("There is no agent process.");
    const pid = agent.pid;
    const target = { name: "gate", port: Number(port), headers: { Host: host, Cookie: cookie }, pid, close: () => Promise.resolve() };
    const lines = async () => (await readFile(file, "utf8").catch(() => "")).split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Second);
    await until("the monitor", async () => (await lines()).length > 5, 60_000);

    const phase = async (what: string, work: () => Promise<number>): Promise<Phase> => {
      await sleep(3000);
      const [from, cpu] = [Date.now(), await cpuMs(pid)];
      const perSecond = await work();
      const until_ = Date.now();
      return { what, perSecond, agentCpu: ((await cpuMs(pid)) - cpu) / (until_ - from), loop: (await lines()).filter(({ at }) => at > from + 1000 && at <= until_) };
    };
    const rest = () => sleep(seconds * 1000).then(() => 0);
    const phases = [
      await phase("at rest", rest),
      await phase(`${connections} connections of a visitor, as fast as they go`, async () => (await load(target, { size: sizes[0], connections, seconds })).perSecond),
      await phase("at rest again", rest),
    ];
    const utilization = ({ loop }: Phase) => median(loop.map((second) => second.utilization));
    const late = ({ loop }: Phase) => median(loop.map(({ p99Ms }) => p99Ms));
    const [quiet, loaded] = phases as [Phase, Phase, Phase];
    return {
      title: "extensionHost",
      what: `The real workbench (code-server), a share started by the dialogue, its view open; the load on the gate, ${seconds} s each. Of the extension host's event loop, medians over the seconds: how much of the time it is busy, and how late a timer is. Load, upstream, browser and editor share this machine's cores with the gate.`,
      tables: [
        {
          head: ["gate", "requests a second", "agent process, of a core", "loop busy", "timer late, p50", "p99", "worst"],
          rows: phases.map((one) => [
            one.what,
            Math.round(one.perSecond).toLocaleString("en"),
            `${(one.agentCpu * 100).toFixed(0)} %`,
            `${(utilization(one) * 100).toFixed(2)} %`,
            duration(median(one.loop.map(({ p50Ms }) => p50Ms))),
            duration(late(one)),
            duration(Math.max(...one.loop.map(({ maxMs }) => maxMs))),
          ]),
        },
        { head: ["under load, times at rest", "ratio"], rows: [["loop busy", (utilization(loaded) / utilization(quiet)).toFixed(2)], ["timer late, p99", (late(loaded) / late(quiet)).toFixed(2)]] },
      ],
      verdicts: [
        { kind: "promise", what: "the gate carried a load, and the loop was watched all the while", held: loaded.perSecond > 100 && phases.every(({ loop }) => loop.length > seconds / 2) },
        { kind: "aim", what: "the loop is busy for less than 1 % of the time more than at rest", held: utilization(loaded) - utilization(quiet) < 0.01 },
      ],
    };
  } finally {
    await scene.close();
    await upstream.close();
    await rm(folder, { recursive: true, force: true });
  }
}
