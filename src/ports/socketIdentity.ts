// Who answers at a socket of the file system (S18).
import { identityOf, type ListenerIdentity } from "./listenerIdentity";
import { readUnixListeners } from "./linuxSockets";
import { lookAtSocketFile, type FileLook } from "./socketFile";

export interface SocketLook {
  readonly signal?: AbortSignal;
  readonly platform?: NodeJS.Platform;
  readonly files?: FileLook;
}

/**
 * Who would answer a connection to the socket now. The file says whose it is; which process of this user that is only Linux tells,
 * and elsewhere it is `unreadable`, as is the owner of a pipe of Windows.
 */
export async function identifySocket(path: string, { signal, platform = process.platform, files }: SocketLook = {}): Promise<ListenerIdentity> {
  if (platform === "win32") return { state: "unreadable" };
  const file = await lookAtSocketFile(path, files);
  if (file.kind === "exposed") return { state: "exposed", at: file.at };
  if (file.kind !== "own") return { state: file.kind };
  if (platform !== "linux") return { state: "unreadable" };
  const [first, ...others] = await readUnixListeners(new Set([path, file.path]), signal);
  // Two of one name: the older one's file is gone, and it can't be said which of them that is.
  if (first === undefined || others.some((other) => other?.pid !== first.pid)) return { state: "unreadable" };
  return first.user === "other" ? { state: "otherUser" } : identityOf(first);
}
