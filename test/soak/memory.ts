// A look at a process's memory: what it holds resident as it runs, and what is alive on its heap once garbage is gone.
import type { Plugin } from "esbuild";
import { readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buildAgentForTests, until } from "../rig/shareRig";
import { residentMb } from "./processes";

export interface MemorySample {
  readonly residentMb: number;
  readonly heapMb: number;
}

export interface MeasuredAgent {
  readonly path: string;
  /** Garbage is collected first. */
  sample(pid: number): Promise<MemorySample>;
  remove(): Promise<void>;
}

/** The agent as for a release, but for one switch: SIGUSR2 collects garbage and writes how much of the heap is in use. */
export async function buildMeasuredAgent(): Promise<MeasuredAgent> {
  const file = path.join(os.tmpdir(), `portcullis-heap-${process.pid}`);
  const measured: Plugin = {
    name: "measured",
    setup({ initialOptions }) {
      initialOptions.banner = {
        js: `require("node:v8").setFlagsFromString("--expose-gc");const collect=require("node:vm").runInNewContext("gc");process.on("SIGUSR2",()=>{collect();collect();require("node:fs").writeFileSync(${JSON.stringify(file)},process.memoryUsage().heapUsed+"\\n")});`,
      };
    },
  };
  const agent = await buildAgentForTests([measured]);
  return {
    path: agent.path,
    async sample(pid) {
      await rm(file, { force: true });
      process.kill(pid, "SIGUSR2");
      const heap = await until("the heap's size", async () => {
        const text = await readFile(file, "utf8").catch(() => "");
        return text.endsWith("\n") ? Number(text) : undefined;
      });
      return { residentMb: await residentMb(pid), heapMb: heap / 2 ** 20 };
    },
    async remove() {
      await agent.remove();
      await rm(file, { force: true });
    },
  };
}
