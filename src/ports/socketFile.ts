// Whose a socket of the file system is, and who could put another one in its place (S18). As ssh looks at its files (StrictModes).
import { lstat, readlink } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";

export type SocketFile =
  /** This user's. `path` holds no link. */
  | { readonly kind: "own"; readonly path: string }
  | { readonly kind: "gone" | "otherUser" | "notSocket" }
  /** At this folder or link somebody else may change where the path leads. */
  | { readonly kind: "exposed"; readonly at: string };

export interface FileStatus {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  isSocket(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/** What is asked of the system: rejects with its error. */
export interface FileLook {
  readonly uid: number | undefined;
  lstat(path: string): Promise<FileStatus>;
  readlink(path: string): Promise<string>;
}

const system: FileLook = {
  get uid() {
    return process.geteuid?.();
  },
  lstat,
  readlink,
};

const mostLinks = 40;

/**
 * Goes the way from the root to the socket, through links too. Every folder and link on it has to be root's or this user's, and
 * nobody else's to write to; in a sticky folder (`/tmp`) nobody can remove what is another's. The socket itself may not be a link.
 * @param path absolute, without `.` and `..`
 */
export async function lookAtSocketFile(path: string, look: FileLook = system): Promise<SocketFile> {
  const rest = partsOf(path);
  let folder = "/";
  for (let links = 0; ; ) {
    const part = rest.shift();
    if (part === undefined) return { kind: "notSocket" };
    if (part === "..") {
      folder = dirname(folder);
      continue;
    }
    const at = join(folder, part);
    const found = await statusOf(at, look);
    if (found === undefined) return { kind: "gone" };
    if (rest.length === 0) return found.isSocket() ? (found.uid === look.uid ? { kind: "own", path: at } : { kind: "otherUser" }) : { kind: "notSocket" };
    if (found.uid !== 0 && found.uid !== look.uid) return { kind: "exposed", at };
    if (found.isSymbolicLink()) {
      links += 1;
      if (links > mostLinks) return { kind: "gone" };
      const target = await look.readlink(at);
      rest.unshift(...partsOf(target));
      if (isAbsolute(target)) folder = "/";
    } else if (!found.isDirectory()) return { kind: "gone" };
    else if (isOpenToOthers(found, look.uid)) return { kind: "exposed", at };
    else folder = at;
  }
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** Root's group, and one of the user's own name as many systems make it, are nobody else's. */
function isOpenToOthers({ mode, gid }: FileStatus, uid: number | undefined): boolean {
  if ((mode & 0o1000) !== 0) return false;
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== 0 && gid !== uid);
}

/** Undefined where there is nothing, or nothing that may be looked at. */
async function statusOf(path: string, look: FileLook): Promise<FileStatus | undefined> {
  try {
    return await look.lstat(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "EACCES")) return undefined;
    throw error;
  }
}
