// Pure readers of what lsof -F…0 and ps print. lsof(8), "OUTPUT FOR OTHER PROGRAMS": each field is a letter and a value up to NUL,
// `p` opens a process, `f` opens one of its files. lsof 4.91 (macOS) and 4.95 (Debian) print the other fields in one order; nothing here relies on it.
import { localAddress, portNumber, type LocalAddress } from "./listeningPort";

export const lsofListenArgs = ["-w", "-nP", "+c", "0", "-iTCP", "-sTCP:LISTEN", "-F", "pcuftnT0"] as const;
export const lsofPathsArgs = (pids: readonly number[]) => ["-w", "-nP", "-a", "-p", pids.join(","), "-d", "cwd,txt", "-F", "pfn0"];
export const psArgs = (pids: readonly number[]) => ["-ww", "-p", pids.join(","), "-o", "pid=,lstart=,command="];

export interface LsofListener {
  readonly pid: number;
  readonly name: string;
  readonly uid: number | undefined;
  readonly address: LocalAddress;
  readonly port: number;
}

export interface ProcessPaths {
  readonly folder?: string;
  readonly executable?: string;
}

export interface ProcessStart {
  readonly startedAt: string;
  readonly commandLine: string;
}

export function parseLsofListeners(output: string): readonly LsofListener[] {
  return readFiles(output).flatMap(({ pid, process, file }) => {
    const states = file.filter((field) => field.startsWith("TST="));
    if (states.length > 0 && !states.includes("TST=LISTEN")) return [];
    const endpoint = /^n(?:\[(.+)\]|(.+)):(\d+)$/.exec(file.find((field) => field.startsWith("n")) ?? "");
    const port = portNumber(endpoint?.[3]);
    const uid = valueOf(process, "u");
    const host = endpoint?.[1] ?? endpoint?.[2];
    const wildcard = file.includes("tIPv6") ? "::" : "0.0.0.0";
    const address = host === undefined ? undefined : localAddress(host === "*" ? wildcard : withoutScope(host));
    if (port === undefined || address === undefined) return [];
    return [{ pid, name: unescape(valueOf(process, "c") ?? ""), uid: uid !== undefined && /^\d+$/.test(uid) ? Number(uid) : undefined, address, port }];
  });
}

/** Working folder, and the executable: the first of the `txt` files; the others are libraries. */
export function parseLsofPaths(output: string): ReadonlyMap<number, ProcessPaths> {
  const paths = new Map<number, ProcessPaths>();
  for (const { pid, file } of readFiles(output)) {
    const name = valueOf(file, "n");
    if (name?.startsWith("/") !== true) continue;
    const known = paths.get(pid) ?? {};
    if (file[0] === "fcwd") paths.set(pid, { ...known, folder: unescape(name) });
    else if (file[0] === "ftxt" && known.executable === undefined) paths.set(pid, { ...known, executable: unescape(name) });
  }
  return paths;
}

/** `ps -o pid=,lstart=,command=` in the C locale: `  501 Fri Nov 21 19:30:02 2025     node server.js`. */
export function parsePs(output: string): ReadonlyMap<number, ProcessStart> {
  const starts = new Map<number, ProcessStart>();
  for (const line of output.split("\n")) {
    const match = /^\s*(\d+)\s+(\S+\s+\S+\s+\d+\s+\d\d:\d\d:\d\d\s+\d{4})\s+(.*)$/.exec(line);
    if (match?.[1] && match[2] && match[3] !== undefined) starts.set(Number(match[1]), { startedAt: match[2].replace(/\s+/g, " "), commandLine: match[3].trim().slice(0, 4096) });
  }
  return starts;
}

/** lsof on a Mac prints a link-local address as the kernel keeps it, with the interface's number inside: `fe80:4::1` is `fe80::1%en0`. */
function withoutScope(host: string): string {
  return host.replace(/^fe80:[0-9a-f]{1,4}::/, "fe80::");
}

interface OpenFile {
  readonly pid: number;
  readonly process: readonly string[];
  readonly file: readonly string[];
}

function readFiles(output: string): readonly OpenFile[] {
  const files: { pid: number; process: string[]; file: string[] }[] = [];
  let pid: number | undefined;
  let process: string[] = [];
  let current: string[] = process;
  for (const field of output.split(/[\0\n]+/)) {
    if (field.startsWith("p")) {
      pid = /^p\d+$/.test(field) ? Number(field.slice(1)) : undefined;
      process = [];
      current = process;
    } else if (field.startsWith("f")) {
      current = [field];
      if (pid !== undefined) files.push({ pid, process, file: current });
    } else if (field !== "") current.push(field);
  }
  return files;
}

function valueOf(fields: readonly string[], letter: string): string | undefined {
  return fields.find((field) => field.startsWith(letter))?.slice(1);
}

/** lsof writes a byte that the C locale can't print as `\xc3`, and a backslash as two. */
function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  const bytes = text.split(/(\\x[0-9a-f]{2}|\\\\)/).map((part) => {
    if (part === "\\\\") return Buffer.from("\\");
    return /^\\x[0-9a-f]{2}$/.test(part) ? Buffer.from([parseInt(part.slice(2), 16)]) : Buffer.from(part);
  });
  return Buffer.concat(bytes).toString("utf8");
}
