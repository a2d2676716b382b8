// VSIX files as an editor of their version installs them: by its own command, once, and from then on copied.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { run } from "../../../scripts/childProcess.mjs";
import type { Editor } from "../../../scripts/editor.mjs";

const kept = path.join(import.meta.dirname, "..", "..", "..", "build", "installed");

/** Puts them into an extensions folder that may be there and is empty. What is installed names its place relative to that folder. */
export async function copyInstalled(editor: Editor, vsix: readonly string[], extensionsDir: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (vsix.length === 0) return;
  const hash = createHash("sha256").update(editor.version);
  for (const file of vsix) hash.update(await readFile(file));
  const folder = path.join(kept, hash.digest("hex").slice(0, 16));
  if (!existsSync(folder)) await install(editor, vsix, folder, env);
  await cp(path.join(folder, "ext"), extensionsDir, { recursive: true });
}

async function install(editor: Editor, vsix: readonly string[], folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  await rm(kept, { recursive: true, force: true });
  await mkdir(kept, { recursive: true });
  const staging = await mkdtemp(path.join(kept, "installing-"));
  const folders = [["--extensions-dir", "ext"], ["--user-data-dir", "data"], ["--server-data-dir", "server"]].flatMap(([option = "", name = ""]) => [option, path.join(staging, name)]);
  for (const file of vsix) {
    const printed = await run(editor.node, [editor.serverMain, "--install-extension", file, "--force", ...folders, "--accept-server-license-terms"], { env, cwd: staging, timeoutMs: 120_000 });
    if (!printed.includes("successfully installed")) throw new Error(`${file} was not installed:\n${printed}`);
  }
  // Whoever finds the folder finds all of it.
  await rename(staging, folder);
}
