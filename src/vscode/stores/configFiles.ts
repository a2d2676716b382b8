import { open, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { ExpectedError } from "../../base/expectedError";
import { configFilePaths } from "../../ngrok/configFile";
import { readConfig, type NgrokConfig } from "../../ngrok/configEndpoints";

/** A configuration file of ngrok's. `problem`: `input.invalid` { problem: "configFile", line }, or `import.unreadable` { path, why }. */
export type ConfigFile = { readonly path: string } & ({ readonly config: NgrokConfig } | { readonly problem: ExpectedError });

const mostBytes = 4_000_000;

/** Where ngrok looks for them; those that are there. */
export async function foundConfigFiles(signal: AbortSignal): Promise<readonly ConfigFile[]> {
  const files = await Promise.all(configFilePaths(process.platform, process.env, homedir()).map((path) => readConfigFile(path, signal)));
  return files.filter((file) => file !== undefined);
}

/** @returns undefined when there is none */
export async function readConfigFile(path: string, signal: AbortSignal): Promise<ConfigFile | undefined> {
  try {
    return { path, config: readConfig(await boundedText(path, signal)) };
  } catch (error) {
    if (error instanceof ExpectedError) return { path, problem: error };
    signal.throwIfAborted();
    const why = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
    if (why === undefined) throw error;
    return why === "ENOENT" || why === "ENOTDIR" ? undefined : { path, problem: new ExpectedError("import.unreadable", { path, why }, { cause: error }) };
  }
}

async function boundedText(path: string, signal: AbortSignal): Promise<string> {
  // Before it is opened: a pipe would be waited for.
  if (!(await stat(path)).isFile()) throw new ExpectedError("import.unreadable", { path, why: "not a file" });
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(mostBytes + 1), position: 0 });
    signal.throwIfAborted();
    if (bytesRead > mostBytes) throw new ExpectedError("import.unreadable", { path, why: "larger than 4 MB" });
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
