// CPU time of processes, from /proc; a tick is 10 ms.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import os from "node:os";
import { promisify } from "node:util";

const tickMs = 10;

async function children(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.split(" ").filter((word) => word !== "").map(Number);
}

/** The process and all below it. */
export async function processTree(pid: number): Promise<number[]> {
  return [pid, ...(await Promise.all((await children(pid)).map(processTree))).flat()];
}

/** User and system time of the process and all below it, those that ended meanwhile included. Milliseconds. */
export async function cpuMs(pid: number): Promise<number> {
  const times = await Promise.all(
    (await processTree(pid)).map(async (one) => {
      const stat = await readFile(`/proc/${one}/stat`, "utf8").catch(() => "");
      // After the name in brackets: field 3 on; 14 and 15 are its own time, 16 and 17 that of children that ended.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
      const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
      return user + system + (one === pid ? endedUser + endedSystem : 0);
    }),
  );
  return times.reduce((sum, ticks) => sum + ticks, 0) * tickMs;
}

/** Keeps a process with all threads and children on one core, where there are two: 0 for what is measured, 1 for the rest. */
export async function pin(pid: number, core: 0 | 1): Promise<void> {
  if (os.availableParallelism() < 2) return;
  for (const one of await processTree(pid)) await promisify(execFile)("taskset", ["-acp", String(core), String(one)]);
}
