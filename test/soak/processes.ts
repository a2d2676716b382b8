// Looking at other processes (Linux: /proc).
import { readdir, readFile } from "node:fs/promises";
import type { MemoryLog } from "../fakes/memoryLog";

/** A process that ended but whose parent has not asked for its exit yet counts as gone. */
export async function isGone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return stat === undefined || /^\d+ \(.*\) [ZX]/s.test(stat);
}

/** Resident memory in MB. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) / 1024;
}

/** Processes that run now and have `text` in their command line. */
export async function processesWith(text: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async (pid) => ((await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).includes(text) && !(await isGone(pid)) ? [pid] : [])));
  return found.flat();
}

/** The agent processes that a registry started so far, the present one last. */
export function agentPids(log: MemoryLog): number[] {
  return log.lines.flatMap((line) => /Agent process (\d+) started/.exec(line)?.[1] ?? []).map(Number);
}
