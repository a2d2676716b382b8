// Pure readers of Linux's /proc: proc(5) names the columns.
import { localAddress, type LocalAddress } from "./listeningPort";

export interface ProcSocket {
  readonly address: LocalAddress;
  readonly port: number;
  readonly uid: number;
  readonly inode: string;
}

const listening = "0A";

/** The listening sockets of `/proc/net/tcp` or `/proc/net/tcp6`; lines that are not understood are passed over. */
export function parseProcNet(text: string): readonly ProcSocket[] {
  const sockets: ProcSocket[] = [];
  for (const line of text.split("\n")) {
    const fields = line.trim().split(/\s+/);
    const [, local, , state] = fields;
    if (state !== listening || local === undefined) continue;
    const parts = /^([0-9A-Fa-f]{8}|[0-9A-Fa-f]{32}):([0-9A-Fa-f]{4})$/.exec(local);
    const [uid, inode] = [fields[7], fields[9]];
    if (!parts?.[1] || !parts[2] || !uid || !inode || !/^\d+$/.test(uid) || !/^\d+$/.test(inode)) continue;
    const address = localAddress(addressText(parts[1]));
    const port = parseInt(parts[2], 16);
    if (address && port > 0) sockets.push({ address, port, uid: Number(uid), inode });
  }
  return sockets;
}

export interface ProcUnixSocket {
  /** As it was bound: absolute or not. */
  readonly path: string;
  readonly inode: string;
}

/** `__SO_ACCEPTCON`: it listens. */
const accepting = 0x10000;

/** The listening stream sockets of `/proc/net/unix` that have a name in the file system: `Num RefCount Protocol Flags Type St Inode Path`. */
export function parseProcUnix(text: string): readonly ProcUnixSocket[] {
  return text.split("\n").flatMap((line) => {
    const [, flags = "", type, inode = "", path = ""] = /^[0-9a-f]+: [0-9A-F]+ [0-9A-F]+ ([0-9A-F]+) ([0-9A-F]+) [0-9A-F]+ +(\d+) (.+)$/.exec(line) ?? [];
    return (parseInt(flags, 16) & accepting) !== 0 && type === "0001" && !path.startsWith("@") ? [{ path, inode }] : [];
  });
}

/** The kernel prints 32-bit words in host order, which is little-endian wherever VS Code runs. */
function addressText(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => parseInt(byte, 16)).join(".");
  return (bytes.join("").match(/.{4}/g) ?? []).join(":");
}

/** Field 22 of `/proc/<pid>/stat`: clock ticks from boot to the start of the process. The name in field 2 may hold spaces and brackets. */
export function parseStartTime(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields[22 - 3];
  return stat.includes(")") && ticks !== undefined && /^\d+$/.test(ticks) ? ticks : undefined;
}

/** The inode in a link such as `socket:[9791]`. */
export function socketInode(link: string): string | undefined {
  return /^socket:\[(\d+)\]$/.exec(link)?.[1];
}
