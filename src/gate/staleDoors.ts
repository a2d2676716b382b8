import { lstat, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterRunning } from "../base/deadline";

const mostLooked = 200;
const answerMs = 500;
/** A younger one may just be made: between its name and its first connection it refuses, too. */
const youngMs = 60_000;

/** Removes the socket folders of processes that were killed: ours by name and owner, with nothing but a socket that nobody answers. */
export async function sweepStaleDoors(parent: string): Promise<void> {
  // Under Node's permission model a connection to a socket throws where nobody can catch it; and nothing could be removed either.
  const { permission } = process as { readonly permission?: { has(scope: string, reference: string): boolean } };
  if (permission?.has("fs.write", parent) === false) return;
  const names = await readdir(parent).catch(() => []);
  const folders = names.filter((name) => /^portcullis-[A-Za-z0-9]{6}$/.test(name)).slice(0, mostLooked);
  await Promise.all(folders.map((name) => sweep(join(parent, name))));
}

async function sweep(folder: string): Promise<void> {
  try {
    const about = await lstat(folder);
    if (!about.isDirectory() || about.uid !== process.getuid?.() || Date.now() - about.mtimeMs < youngMs) return;
    const inside = await readdir(folder);
    const path = join(folder, "gate");
    if (inside.length !== 1 || inside[0] !== "gate" || !(await lstat(path)).isSocket()) return;
    if (await isRefused(path)) await rm(folder, { recursive: true, force: true });
  } catch {
    // Another process of ours may sweep, or end, at the same time; what is left is looked at next time.
  }
}

function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const late = afterRunning(answerMs, () => end(false));
    const end = (refused: boolean) => {
      clearTimeout(late);
      socket.destroy();
      resolve(refused);
    };
    socket.once("connect", () => end(false));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code === "ECONNREFUSED"));
  });
}
