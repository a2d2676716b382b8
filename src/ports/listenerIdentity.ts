// Who answers at the upstream's address, and whether it is still who the person approved (S18).
import { createHash } from "node:crypto";
import type { ListeningSocket, PortOwner, SocketQuery } from "./listeningPort";
import { readListeningSockets } from "./listListeningPorts";

/** Plain data, safe to store: it holds no command line, only its digest. */
export type ListenerIdentity =
  | { readonly state: "gone" }
  | { readonly state: "unreadable" }
  | { readonly state: "otherUser" }
  /** Of a socket's path: what is there is none. */
  | { readonly state: "notSocket" }
  /** Of a socket's path: other users may change what it leads to, at this folder or link. */
  | { readonly state: "exposed"; readonly at: string }
  | {
      readonly state: "own";
      readonly pid: number;
      readonly name: string;
      readonly startedAt?: string;
      readonly executable?: string;
      readonly folder?: string;
      /** SHA-256 of the command line: what tells two programs of one executable apart where the folder can't be read (Windows). */
      readonly command?: string;
    };

export type SameListener = "same" | "changed" | "otherUser" | "unknown" | "gone" | "exposed";

/**
 * Who would answer a connection to `address` (`127.0.0.1` or `::1`) now.
 * @throws ExpectedError `port.listUnavailable` where the system won't say
 */
export async function identifyListener(address: string, port: number, signal?: AbortSignal): Promise<ListenerIdentity> {
  const query: SocketQuery = signal ? { port, signal } : { port };
  return listenerAmong(await readListeningSockets(query), address, port);
}

/** The socket bound to the address itself comes before one for all addresses: that is whom the system connects to. */
export function listenerAmong(sockets: readonly ListeningSocket[], address: string, port: number): ListenerIdentity {
  const wildcards = address.includes(":") ? ["::"] : ["0.0.0.0", "::"];
  const here = sockets.filter((socket) => socket.port === port);
  const answering = [address, ...wildcards].map((bound) => here.filter((socket) => socket.address.address === bound)).find((found) => found.length > 0) ?? [];
  if (answering.length === 0) return { state: "gone" };
  if (answering.some(({ user }) => user === "other")) return { state: "otherUser" };
  const owners = answering.map(({ owner }) => owner);
  const [first] = owners;
  return first === undefined || owners.includes(undefined) ? { state: "unreadable" } : identityOf(first);
}

/** What is kept of a process. */
export function identityOf({ pid, name, startedAt, executable, folder, commandLine }: PortOwner): ListenerIdentity {
  return {
    state: "own",
    pid,
    name,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(executable === undefined ? {} : { executable }),
    ...(folder === undefined ? {} : { folder }),
    ...(commandLine === undefined ? {} : { command: createHash("sha256").update(commandLine).digest("hex") }),
  };
}

/**
 * Whether the listener is the approved one: the same run of the same executable, or a later run of it in the same folder
 * (where folders can't be read: with the same command line). `unknown` where too little can be read to say so.
 */
export function sameListener(approved: ListenerIdentity, now: ListenerIdentity): SameListener {
  if (now.state === "gone" || now.state === "otherUser" || now.state === "exposed") return now.state;
  if (now.state === "notSocket") return "gone";
  if (now.state === "unreadable" || approved.state !== "own") return "unknown";
  if (approved.executable === undefined || now.executable === undefined) {
    if (approved.name !== now.name) return "changed";
  } else if (approved.executable !== now.executable) return "changed";
  if (approved.pid === now.pid && approved.startedAt !== undefined && approved.startedAt === now.startedAt) return "same";
  if (approved.executable === undefined || now.executable === undefined) return "unknown";
  if (approved.folder !== undefined && now.folder !== undefined) return approved.folder === now.folder ? "same" : "changed";
  if (approved.folder !== undefined || now.folder !== undefined) return "unknown";
  return approved.command !== undefined && approved.command === now.command ? "same" : "unknown";
}
