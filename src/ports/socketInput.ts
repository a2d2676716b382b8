import { posix } from "node:path";
import { isSocketPath } from "../protocol/upstream";

/**
 * Reads "/run/app.sock", "~/app.sock" or "unix:/run/app.sock" as typed, on Windows the path of a pipe.
 * @returns undefined where it is none, or one that is too long for a socket
 */
export function socketPathFromInput(typed: string, home: string, platform: NodeJS.Platform = process.platform): string | undefined {
  const bare = typed.trim().replace(/^unix:(\/\/(?=\/))?/i, "");
  const path = platform === "win32" ? bare : posix.normalize(bare.replace(/^~(?=\/)/, home)).replace(/^\/\//, "/");
  return isSocketPath(path, platform) ? path : undefined;
}
