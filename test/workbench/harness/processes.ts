// The processes of one run, read from /proc: the server's descendants, and whoever names the run's folder.
import { readdirSync, readFileSync } from "node:fs";

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly commandLine: readonly string[];
  /** As the process was started; empty where it may not be read. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Descendants of `root` (itself included) and every process with one of the folders in its command line or environment. */
export function processesOf(root: number | undefined, folders: readonly string[]): readonly RunningProcess[] {
  const all = everyProcess();
  const found = new Set<number>(all.filter((one) => folders.some((folder) => mentions(one, folder))).map((one) => one.pid));
  if (root !== undefined && all.some((one) => one.pid === root)) found.add(root);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const one of all) if (found.has(one.parent)) found.add(one.pid);
  }
  return all.filter((one) => found.has(one.pid) && one.pid !== process.pid);
}

function mentions(one: RunningProcess, folder: string): boolean {
  return one.commandLine.some((word) => word.includes(folder)) || Object.values(one.environment).some((value) => value.includes(folder));
}

/** Read at once: nothing waits on a disk there, and asked for one by one it costs a fifth of the time. */
function everyProcess(): readonly RunningProcess[] {
  const names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return names.map((name) => readProcess(Number(name))).filter((one) => one !== undefined);
}

function readProcess(pid: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    // The name may contain blanks and brackets; what follows its last bracket is "state parent …".
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || parent === undefined) return undefined;
    return { pid, parent: Number(parent), commandLine: words(commandLine), environment: environmentOf(pid) };
  } catch {
    // It ended while being read.
    return undefined;
  }
}

function environmentOf(pid: number): Readonly<Record<string, string>> {
  try {
    return Object.fromEntries(words(readFileSync(`/proc/${pid}/environ`, "utf8")).map(pair));
  } catch {
    // Another person's, or it ended.
    return {};
  }
}

function words(text: string): string[] {
  return text.split("\0").filter((word) => word !== "");
}

function pair(word: string): [string, string] {
  const at = word.indexOf("=");
  return at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
}
