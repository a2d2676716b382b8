// Listening sockets of a Mac: lsof for the person's own processes, netstat for the ports of everybody else.
import { basename } from "node:path";
import type { ListeningSocket, PortOwner, SocketQuery } from "./listeningPort";
import { lsofListenArgs, lsofPathsArgs, parseLsofListeners, parseLsofPaths, parsePs, psArgs, type LsofListener } from "./lsof";
import { macNetstatArgs, parseMacNetstat } from "./macNetstat";
import { runTool } from "./runTool";

export const macTools = { lsof: "/usr/sbin/lsof", netstat: "/usr/sbin/netstat", ps: "/bin/ps" } as const;

/** Long, for a machine that is busy: without its answer there is no list at all. */
const timeoutMs = 20_000;

/** @throws ExpectedError `port.listUnavailable` where one of the three programs cannot run */
export async function readMacSockets({ port, signal }: SocketQuery, tools: Readonly<Record<keyof typeof macTools, string>> = macTools): Promise<readonly ListeningSocket[]> {
  const run = async (file: string, args: readonly string[]) => (await runTool(file, args, { timeoutMs, signal })).stdout;
  const [lsof, netstat] = await Promise.all([run(tools.lsof, lsofListenArgs), run(tools.netstat, macNetstatArgs)]);
  const wanted = (socket: { readonly port: number }) => port === undefined || socket.port === port;
  const own = parseLsofListeners(lsof).filter(wanted);
  const owners = await readOwners(own, tools, run);
  const seen = new Set(own.map(key));
  const others = parseMacNetstat(netstat).filter((socket) => wanted(socket) && !seen.has(key(socket)));
  return [
    ...own.map(({ port, address, pid }) => ({ port, address, user: owners.get(pid)?.user, owner: owners.get(pid) })),
    ...others.map(({ port, address }) => ({ port, address, user: "other" as const, owner: undefined })),
  ];
}

async function readOwners(
  listeners: readonly LsofListener[],
  tools: Readonly<Record<keyof typeof macTools, string>>,
  run: (file: string, args: readonly string[]) => Promise<string>,
): Promise<ReadonlyMap<number, PortOwner>> {
  const pids = [...new Set(listeners.map(({ pid }) => pid))];
  if (pids.length === 0) return new Map();
  const [lsof, ps] = await Promise.all([run(tools.lsof, lsofPathsArgs(pids)), run(tools.ps, psArgs(pids))]);
  const paths = parseLsofPaths(lsof);
  const starts = parsePs(ps);
  return new Map(
    listeners.map(({ pid, name, uid }): [number, PortOwner] => {
      const executable = paths.get(pid)?.executable;
      const user = uid !== undefined && uid === process.geteuid?.() ? "self" : "other";
      return [pid, { pid, name: executable === undefined ? name : basename(executable), user, ...paths.get(pid), ...starts.get(pid) }];
    }),
  );
}

function key({ address, port }: { readonly address: { readonly address: string }; readonly port: number }): string {
  return `${address.address} ${port}`;
}
