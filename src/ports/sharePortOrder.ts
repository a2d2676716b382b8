import { posix, win32 } from "node:path";
import type { ListeningPort, PortOwner } from "./listeningPort";

export interface SharePortOptions {
  /** Absolute, with symbolic links resolved: a process's folder always is. */
  readonly workspaceFolders: readonly string[];
  /** The extension host, the agent process: never offered. */
  readonly ownPids: ReadonlySet<number>;
  readonly isEditor: (owner: PortOwner) => boolean;
  readonly platform?: NodeJS.Platform;
}

/** The ports in the order of the picker: those of this workspace, the person's others, the rest; by number within each. */
export function sharePortOrder(ports: readonly ListeningPort[], options: SharePortOptions): readonly ListeningPort[] {
  const offered = ports.filter(({ owner }) => owner === undefined || !(options.ownPids.has(owner.pid) || options.isEditor(owner)));
  return [...offered].sort((a, b) => rank(a, options) - rank(b, options) || a.port - b.port);
}

function rank({ owner }: ListeningPort, { workspaceFolders, platform = process.platform }: SharePortOptions): number {
  const folder = owner?.folder;
  if (owner?.user !== "self") return 2;
  return folder !== undefined && workspaceFolders.some((workspace) => contains(workspace, folder, platform)) ? 0 : 1;
}

function contains(workspace: string, folder: string, platform: NodeJS.Platform): boolean {
  const path = platform === "win32" ? win32 : posix;
  const fold = (text: string) => (platform === "win32" || platform === "darwin" ? text.toLowerCase() : text);
  const between = path.relative(fold(workspace), fold(folder));
  return between !== ".." && !between.startsWith(`..${path.sep}`) && !path.isAbsolute(between);
}
