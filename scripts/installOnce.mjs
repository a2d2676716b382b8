// What tests and demo need besides `npm install`, installed once into the user's cache folder.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { run } from "./childProcess.mjs";

/** @param {string} kind a folder for each kind of thing */
export function cacheFolder(kind) {
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "portcullis", kind);
}

/**
 * Fills a staging folder and renames it: whoever sees the folder sees it whole.
 * @param {{ folder: string, what: string, needs: string, log: (line: string) => void }} install `needs`: what to check when it fails
 * @param {(staging: string) => Promise<void>} fill
 */
export async function installOnce({ folder, what, needs, log }, fill) {
  const marker = path.join(folder, "complete");
  if (existsSync(marker)) return;
  const started = Date.now();
  const root = path.dirname(folder);
  log(`${what}: installing once into ${folder}`);
  await mkdir(root, { recursive: true });
  await sweep(root, ".staging-");
  const staging = await mkdtemp(path.join(root, ".staging-"));
  try {
    await fill(staging);
    await writeFile(path.join(staging, "complete"), `${what}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
  } catch (cause) {
    await rm(staging, { recursive: true, force: true });
    // Another run was quicker: what it installed is as good.
    if (existsSync(marker)) return;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${what} could not be installed.\n${reason}\n\n${needs} in ${root}; then run the command again.`, { cause });
  }
  log(`${what}: installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** Removes what a run that was killed left behind: entries whose names begin so, once they are an hour old. */
export async function sweep(root, prefix) {
  for (const name of await readdir(root)) {
    if (!name.startsWith(prefix)) continue;
    const left = path.join(root, name);
    const { mtimeMs } = await stat(left).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 3_600_000) await rm(left, { recursive: true, force: true });
  }
}

/** npm without what `npm test` put into the environment about this project. */
export async function npm(args, cwd, env = {}, timeoutMs = 900_000) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_(package|lifecycle)_|npm_config_(local_prefix|ignore_scripts|omit|nodedir)$|npm_command$|INIT_CWD$|NODE_OPTIONS$)/i.test(name)));
  await run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd, env: { ...inherited, ...env }, timeoutMs });
}
