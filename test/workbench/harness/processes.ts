// The processes of one run, read from /proc: the server's descendants, and whoever names the run's folder.
import { readFile, readdir } from "node:fs/promises";

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly commandLine: readonly string[];
  /** As the process was started; empty where it may not be read. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Descendants of `root` (itself included) and every process with one of the folders in its command line or environment. */
export async function processesOf(root: number | undefined, folders: readonly string[]): Promise<readonly RunningProcess[]> {
  const all = await everyProcess();
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

async function everyProcess(): Promise<readonly RunningProcess[]> {
  const names = await readdir("/proc");
  const read = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((name) => readProcess(Number(name))));
  return read.filter((one) => one !== undefined);
}

async function readProcess(pid: number): Promise<RunningProcess | undefined> {
  try {
    const [stat, commandLine, environment] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile(`/proc/${pid}/cmdline`, "utf8"),
      readFile(`/proc/${pid}/environ`, "utf8").catch(() => ""),
    ]);
    // The name may contain blanks and brackets; what follows its last bracket is "state parent …".
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || parent === undefined) return undefined;
    return { pid, parent: Number(parent), commandLine: words(commandLine), environment: Object.fromEntries(words(environment).map(pair)) };
  } catch {
    // It ended while being read.
    return undefined;
  }
}

function words(text: string): string[] {
  return text.split("\0").filter((word) => word !== "");
}

function pair(word: string): [string, string] {
  const at = word.indexOf("=");
  return at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
}
