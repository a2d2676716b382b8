// The lines of the port picker.
import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, relative, sep } from "node:path";
import { l10n, workspace } from "vscode";
import { inert } from "../../base/inert";
import { isEditorProcess } from "../../ports/editorProcess";
import type { ListeningPort } from "../../ports/listeningPort";
import { listListeningPorts } from "../../ports/listListeningPorts";
import { sharePortOrder } from "../../ports/sharePortOrder";
import { identifySocket } from "../../ports/socketIdentity";
import type { UpstreamKey } from "../../protocol/upstream";
import type { Share } from "../../shares/share";
import { separator, type Entry } from "./askPick";

/** A port that was picked or typed. */
export interface PortAnswer {
  readonly port: number;
  /** Undefined where nothing is known of it. */
  readonly listening: ListeningPort | undefined;
  readonly anyway: boolean;
}

/** The path of a socket that was picked or typed. */
export interface SocketAnswer {
  readonly socketPath: string;
  readonly anyway: boolean;
}

export type UpstreamAnswer = PortAnswer | SocketAnswer;

export interface PortList {
  readonly ports: readonly ListeningPort[];
  /** Paths that were shared before, on which something may listen. */
  readonly sockets: readonly string[];
  /** Symbolic links resolved. */
  readonly folders: readonly string[];
}

/**
 * The ports that can be shared. Left out: VS Code's, and our own: the extension host's and the gates of shares on this machine.
 * @throws ExpectedError `port.listUnavailable`
 */
export async function listPorts(shares: readonly Share[], before: readonly UpstreamKey[], signal: AbortSignal): Promise<PortList> {
  const open = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
  const [ports, sockets, folders] = await Promise.all([listListeningPorts({ signal }), presentSockets(before, signal), Promise.all(open.map((folder) => realpath(folder).catch(() => folder)))]);
  const gates = new Set(shares.flatMap(({ spec }) => (spec.tunnel.kind === "ngrok" ? [] : [spec.tunnel.port])));
  const reachable = ports.filter(({ port, addresses }) => !gates.has(port) && addresses.some(({ address }) => reachableAt.has(address)));
  return { ports: sharePortOrder(reachable, { workspaceFolders: folders, ownPids: new Set([process.pid]), isEditor: isEditorProcess }), sockets, folders };
}

async function presentSockets(before: readonly UpstreamKey[], signal: AbortSignal): Promise<readonly string[]> {
  const paths = before.filter((key) => typeof key === "string");
  const found = await Promise.all(paths.map((path) => identifySocket(path, { signal })));
  return paths.filter((_path, index) => found[index]?.state === "own" || found[index]?.state === "unreadable");
}

/** Where a gate on this machine reaches it: an upstream is always on loopback (S18). */
const reachableAt: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "0.0.0.0", "::"]);

/** @param before ports that were shared from this folder, the newest first: the first line is the one that Enter most likely wants */
export function portEntries({ ports, sockets, folders }: PortList, before: readonly UpstreamKey[]): readonly Entry<UpstreamAnswer>[] {
  const again = before.flatMap((number) => ports.find(({ port }) => port === number) ?? []);
  const ours = ports.filter((port) => !again.includes(port) && inside(folders, port.owner?.folder) !== undefined);
  const others = ports.filter((port) => !again.includes(port) && !ours.includes(port));
  const group = (label: string, members: readonly (ListeningPort | string)[]) => (members.length === 0 ? [] : [separator(label), ...members.map((member) => (typeof member === "string" ? socketEntry(member) : entryOf(member, folders)))]);
  return [...group(l10n.t("Shared before"), [...again, ...sockets]), ...group(l10n.t("This workspace"), ours), ...group(l10n.t("Other"), others)];
}

function socketEntry(socketPath: string): Entry<SocketAnswer> {
  return { label: inert(socketPath), value: { socketPath, anyway: false } };
}

function entryOf(listening: ListeningPort, folders: readonly string[]): Entry<PortAnswer> {
  const { port, owner, user } = listening;
  const folder = owner?.folder;
  const description = owner ? inert(owner.name, 60) : user === "other" ? l10n.t("another user's process") : undefined;
  return {
    label: `localhost:${port}`,
    value: { port, listening, anyway: false },
    ...(description !== undefined && { description }),
    ...(folder !== undefined && { detail: inert(inside(folders, folder) ?? atHome(folder), 160) }),
  };
}

/** The folder as it is called from the workspace: `.` for its root. Undefined outside. */
function inside(workspaces: readonly string[], folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined;
  for (const own of workspaces) {
    const path = relative(own, folder);
    if (path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path)) return path === "" ? "." : path;
  }
  return undefined;
}

function atHome(folder: string): string {
  const home = homedir();
  return folder === home || folder.startsWith(home + sep) ? `~${folder.slice(home.length)}` : folder;
}
