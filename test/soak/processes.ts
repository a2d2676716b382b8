// Looking at other processes (Linux: /proc).
import { readdir, readFile, readlink } from "node:fs/promises";
import type { MemoryLog } from "../fakes/memoryLog";

/** A process that ended but whose parent has not asked for its exit yet counts as gone. */
export async function isGone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return stat === undefined || /^\d+ \(.*\) [ZX]/s.test(stat);
}

/** TCP ports that a process listens on now, sorted; none for one that is gone. */
export async function listeningPorts(pid: number): Promise<number[]> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  const links = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => "")));
  const inodes = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  const tables = await Promise.all(["tcp", "tcp6"].map((table) => readFile(`/proc/net/${table}`, "utf8").catch(() => "")));
  const listening = tables.flatMap((table) => table.split("\n")).flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === "0A" && inode !== undefined && inodes.has(inode) ? [parseInt(local?.split(":")[1] ?? "", 16)] : [];
  });
  return listening.sort((a, b) => a - b);
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
