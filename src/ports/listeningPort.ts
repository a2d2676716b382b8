import { isIP } from "node:net";

/** Where a socket listens, as the system says it: `127.0.0.1`, `0.0.0.0`, `::1`, `::`. An IPv4-mapped IPv6 address is given as IPv4. */
export interface LocalAddress {
  readonly family: "ipv4" | "ipv6";
  readonly address: string;
}

/** The process behind a port. Names and paths come from outside: make them inert where they are shown. */
export interface PortOwner {
  readonly pid: number;
  /** The executable's file name where it is known, else what the system calls the process. */
  readonly name: string;
  readonly user: "self" | "other";
  readonly executable?: string;
  /** The working folder (Linux and macOS only). */
  readonly folder?: string;
  /** Opaque; with `pid` it names one run of one process. */
  readonly startedAt?: string;
  /** Arguments joined by spaces, at most 4096 characters. May hold secrets: never shown, logged or stored. */
  readonly commandLine?: string;
}

/** One listening socket. `user` may be known although `owner` is not: Linux says who owns a socket but not which process. */
export interface ListeningSocket {
  readonly port: number;
  readonly address: LocalAddress;
  readonly user: "self" | "other" | undefined;
  readonly owner: PortOwner | undefined;
}

/** A port with all addresses on which one owner listens; two owners on one port are two of these. */
export interface ListeningPort {
  readonly port: number;
  readonly addresses: readonly LocalAddress[];
  readonly user: "self" | "other" | undefined;
  readonly owner: PortOwner | undefined;
}

export interface SocketQuery {
  readonly platform?: NodeJS.Platform;
  /** Only this port. */
  readonly port?: number;
  readonly signal?: AbortSignal;
}

/** @param text an IP address without brackets, possibly with a zone (`fe80::1%en0`); undefined if it is none */
export function localAddress(text: string): LocalAddress | undefined {
  const bare = text.replace(/%.*$/, "");
  const version = isIP(bare);
  if (version === 4) return { family: "ipv4", address: bare };
  if (version !== 6) return undefined;
  const address = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (!mapped?.[1] || !mapped[2]) return { family: "ipv6", address };
  const high = parseInt(mapped[1], 16);
  const low = parseInt(mapped[2], 16);
  return { family: "ipv4", address: [high >> 8, high & 255, low >> 8, low & 255].join(".") };
}

/** A TCP port written in decimal, or undefined. */
export function portNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** Sockets gathered into ports, by port number; a port that several owners share appears once for each. */
export function groupByPort(sockets: readonly ListeningSocket[]): readonly ListeningPort[] {
  const groups = new Map<string, { readonly first: ListeningSocket; readonly addresses: Map<string, LocalAddress> }>();
  for (const socket of sockets) {
    const key = `${socket.port}/${socket.owner?.pid ?? socket.user ?? "unknown"}`;
    const group = groups.get(key) ?? { first: socket, addresses: new Map<string, LocalAddress>() };
    group.addresses.set(socket.address.address, socket.address);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ first, addresses }) => ({ port: first.port, addresses: [...addresses.values()], user: first.user, owner: first.owner }))
    .sort((a, b) => a.port - b.port || (a.owner?.pid ?? Infinity) - (b.owner?.pid ?? Infinity) || 0);
}
