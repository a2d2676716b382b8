// Where the gate's time goes: a CPU profile of the agent process under load, by function of ours. What Node does on behalf of a
// function counts to it; what it does by itself (parsing, sockets) is named as Node's.
import { readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Profiler } from "node:inspector";
import type { Plugin } from "esbuild";
import { buildAgentForTests, until } from "../rig/shareRig";
import type { Chapter, Table } from "../soak/results";
import { startGateTarget } from "./gate";
import { load } from "./load";
import { nginxInstalled, startNginxUpstream } from "./nginx";
import type { Section } from "./section";
import { startStaticUpstream } from "./staticUpstream";
import { sizes } from "./target";

const shown = 9;
const shownOfOurs = 5;

/** Readable, and with a switch: the first SIGUSR2 begins a profile, the second writes it. */
function profiled(file: string): Plugin {
  return {
    name: "profiled",
    setup({ initialOptions }) {
      initialOptions.minify = false;
      initialOptions.banner = {
        js: `{const{Session}=require("node:inspector"),s=new Session();s.connect();let on=false;s.post("Profiler.enable");s.post("Profiler.setSamplingInterval",{interval:250});
process.on("SIGUSR2",()=>{if(!on){on=true;s.post("Profiler.start")}else{on=false;s.post("Profiler.stop",(e,r)=>require("node:fs").writeFileSync(${JSON.stringify(file)},JSON.stringify(r.profile)))}});}`,
      };
    },
  };
}

/** esbuild names the file of each part of a bundle in a comment before it. */
function sourcesOf(bundle: string): (line: number) => string {
  const marks = bundle.split("\n").flatMap((text, index) => {
    const found = /^\/\/ ((?:src|node_modules)\/\S+)$/.exec(text.trim())?.[1];
    return found === undefined ? [] : [{ line: index, file: found }];
  });
  return (line) => marks.findLast((mark) => mark.line <= line)?.file ?? "agent.js";
}

interface Spot {
  readonly name: string;
  self: number;
  whole: number;
}

function spots(profile: Profiler.Profile, sourceOf: (line: number) => string): { readonly found: Spot[]; readonly idle: number; readonly total: number } {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
  const nameOf = ({ callFrame: { functionName, url, lineNumber } }: Profiler.ProfileNode) =>
    url.endsWith("agent.js") ? `${functionName || "(anonymous)"} · ${sourceOf(lineNumber)}` : undefined;
  const found = new Map<string, Spot>();
  const spot = (name: string) => {
    const one = found.get(name) ?? { name, self: 0, whole: 0 };
    found.set(name, one);
    return one;
  };
  let idle = 0;
  let total = 0;
  const deltas = profile.timeDeltas ?? [];
  profile.samples?.forEach((id, index) => {
    const took = deltas[index] ?? 0;
    const stack: Profiler.ProfileNode[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const node = byId.get(at);
      if (node !== undefined) stack.push(node);
    }
    const leaf = stack[0]?.callFrame.functionName ?? "";
    if (leaf === "(idle)") {
      idle += took;
      return;
    }
    total += took;
    const ours = stack.map(nameOf).filter((name) => name !== undefined);
    // Below the event loop's own entry: what was called, and in what the time went.
    const below = stack.slice(0, -2).map(({ callFrame }) => callFrame.functionName || "(anonymous)");
    const owner = ours[0] ?? (leaf.startsWith("(") ? leaf : `node: ${[...new Set([stack.at(-2)?.callFrame.functionName ?? "", ...below.slice(-2).reverse(), leaf])].join(" › ")}`);
    spot(owner).self += took;
    for (const name of new Set(ours)) spot(name).whole += took;
  });
  return { found: [...found.values()], idle, total };
}

/** A chapter of the kept results: where the time of a request goes, with one connection and with ten. */
export async function profileChapter({ title, seconds }: Section): Promise<Chapter> {
  const file = path.join(os.tmpdir(), `gate-${process.pid}.cpuprofile`);
  const agent = await buildAgentForTests([profiled(file)]);
  const upstream = await (nginxInstalled ? startNginxUpstream() : startStaticUpstream());
  const gate = await startGateTarget(upstream.port, agent.path);
  const tables: Table[] = [];
  try {
    const sourceOf = sourcesOf(await readFile(agent.path, "utf8"));
    for (const size of sizes) {
      for (const connections of [1, 10]) {
        await load(gate, { size, connections, seconds: 2 });
        process.kill(gate.pid, "SIGUSR2");
        const { requests } = await load(gate, { size, connections, seconds: seconds * 3 });
        process.kill(gate.pid, "SIGUSR2");
        const profile = await until("the profile", async () => {
          const text = await readFile(file, "utf8").catch(() => "");
          return text.endsWith("}") ? (JSON.parse(text) as Profiler.Profile) : undefined;
        });
        await rm(file);
        const { found, total } = spots(profile, sourceOf);
        const share = (micros: number) => [`${((micros / total) * 100).toFixed(1)} %`, `${(micros / requests).toFixed(1)} µs`];
        const row = (named: string, micros: number) => [named, ...share(micros)];
        tables.push({
          head: [`${size.name}, ${connections} conn.: ${(total / requests).toFixed(0)} µs a request in JavaScript and what it calls`, "share", "a request"],
          rows: [
            ...[...found].sort((a, b) => b.self - a.self).slice(0, shown).map(({ name, self }) => row(name, self)),
            ...found.filter(({ name }) => name.includes("· src/")).sort((a, b) => b.whole - a.whole).slice(0, shownOfOurs).map(({ name, whole }) => row(`all of ${name}`, whole)),
          ],
        });
      }
    }
  } finally {
    await gate.close();
    await upstream.close();
    await agent.remove();
  }
  const what = "A CPU profile of the agent process under load. What Node does on behalf of a function counts to it: writing a head or a chunk is a system call, and a proxied request needs at least two writes and two reads, whatever the gate does. “All of” includes everything below a function.";
  return { title, what, tables, verdicts: [] };
}
