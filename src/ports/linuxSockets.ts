// Listening sockets of a Linux machine, read from /proc without starting a program.
import { readdir, readFile, readlink, stat } from "node:fs/promises";
import { basename, isAbsolute, resolve } from "node:path";
import { bounded } from "../base/deadline";
import { ExpectedError } from "../base/expectedError";
import type { ListeningSocket, PortOwner, SocketQuery } from "./listeningPort";
import { parseProcNet, parseProcUnix, parseStartTime, socketInode } from "./procNet";

const searchMs = 4000;
const processesAtOnce = 16;
const mostDescriptors = 16_384;
const longestCommandLine = 4096;

/** @throws ExpectedError `port.listUnavailable` where /proc/net/tcp cannot be read */
export async function readLinuxSockets({ port, signal }: SocketQuery): Promise<readonly ListeningSocket[]> {
  const tables = await Promise.all([readTable("/proc/net/tcp"), readIfPossible(readFile("/proc/net/tcp6", "utf8"))]);
  signal?.throwIfAborted();
  const sockets = tables.flatMap((table) => parseProcNet(table ?? "")).filter((socket) => port === undefined || socket.port === port);
  const owners = await findOwners(new Set(sockets.filter(({ uid }) => uid === ownUid() || ownUid() === 0).map(({ inode }) => inode)), signal);
  return sockets.map(({ address, port, uid, inode }) => {
    const owner = owners.get(inode);
    const user = uid === ownUid() && owner?.user !== "other" ? ("self" as const) : ("other" as const);
    return { port, address, user, owner: owner && { ...owner, user } };
  });
}

/**
 * The processes that listen on a Unix socket, by one of the paths that lead to it; undefined for one that can't be read. Empty where
 * nobody listens there, or under a name that can't be told to be the same, or /proc can't be read.
 */
export async function readUnixListeners(paths: ReadonlySet<string>, signal?: AbortSignal): Promise<readonly (PortOwner | undefined)[]> {
  const names = new Set([...paths].map((path) => basename(path)));
  // Bound by a relative path, a socket is listed by that: from where, its process says.
  const possible = parseProcUnix((await readIfPossible(readFile("/proc/net/unix", "utf8"))) ?? "").filter(({ path }) => paths.has(path) || (!isAbsolute(path) && names.has(basename(path))));
  const owners = await findOwners(new Set(possible.map(({ inode }) => inode)), signal);
  return possible.flatMap(({ path, inode }) => {
    const owner = owners.get(inode);
    if (isAbsolute(path)) return [owner];
    return owner?.folder !== undefined && paths.has(resolve(owner.folder, path)) ? [owner] : [];
  });
}

async function readTable(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new ExpectedError("port.listUnavailable", { tool: path, reason: errno(cause) ?? "unreadable" }, { cause });
  }
}

/** One pass over the processes, lowest id first, until each wanted socket has its owner or the time, in which we really looked, is up; then the rest stay without. */
async function findOwners(wanted: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<ReadonlyMap<string, PortOwner>> {
  const found = new Map<string, number>();
  const entries = wanted.size === 0 ? [] : await readdir("/proc");
  const pids = entries.filter((name) => /^\d+$/.test(name)).map(Number).sort((a, b) => a - b);
  await bounded(searchMs, [], async (late) => {
    for (let at = 0; at < pids.length && found.size < wanted.size && !late.aborted; at += processesAtOnce) {
      signal?.throwIfAborted();
      const batch = pids.slice(at, at + processesAtOnce);
      const inodes = await Promise.all(batch.map(readSocketInodes));
      for (const [index, pid] of batch.entries()) {
        for (const inode of inodes[index] ?? []) if (wanted.has(inode) && !found.has(inode)) found.set(inode, pid);
      }
    }
  });
  const owners = new Map<number, Promise<PortOwner | undefined>>([...new Set(found.values())].map((pid) => [pid, readOwner(pid)]));
  const result = new Map<string, PortOwner>();
  for (const [inode, pid] of found) {
    const owner = await owners.get(pid);
    if (owner) result.set(inode, owner);
  }
  return result;
}

async function readSocketInodes(pid: number): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  const names = (await readIfPossible(readdir(folder))) ?? [];
  const links = await Promise.all(names.slice(0, mostDescriptors).map((name) => readIfPossible(readlink(`${folder}/${name}`))));
  return links.flatMap((link) => (link === undefined ? [] : (socketInode(link) ?? [])));
}

async function readOwner(pid: number): Promise<PortOwner | undefined> {
  const folder = `/proc/${pid}`;
  const [owned, comm, exe, cwd, stats, commandLine] = await Promise.all([
    readIfPossible(stat(folder)),
    readIfPossible(readFile(`${folder}/comm`, "utf8")),
    readIfPossible(readlink(`${folder}/exe`)),
    readIfPossible(readlink(`${folder}/cwd`)),
    readIfPossible(readFile(`${folder}/stat`, "utf8")),
    readIfPossible(readFile(`${folder}/cmdline`, "utf8")),
  ]);
  if (!owned || comm === undefined) return undefined;
  const executable = exe?.replace(/ \(deleted\)$/, "");
  const startedAt = stats === undefined ? undefined : parseStartTime(stats);
  return {
    pid,
    name: executable === undefined ? comm.trim() : basename(executable),
    user: owned.uid === ownUid() ? "self" : "other",
    ...(executable === undefined ? {} : { executable }),
    ...(cwd === undefined ? {} : { folder: cwd }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(commandLine ? { commandLine: commandLine.split("\0").join(" ").trim().slice(0, longestCommandLine) } : {}),
  };
}

/** A process may end or be somebody else's at any moment: what the system will not let us read is not known. */
async function readIfPossible<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (failure) {
    if (errno(failure) === undefined) throw failure;
    return undefined;
  }
}

function errno(failure: unknown): string | undefined {
  return failure instanceof Error && "code" in failure && typeof failure.code === "string" ? failure.code : undefined;
}

function ownUid(): number | undefined {
  return process.geteuid?.();
}
