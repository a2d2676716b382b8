import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { authtokenFromInput } from "../../ngrok/authtoken";
import { authtokenFromConfig, configFilePaths } from "../../ngrok/configFile";
import { ExpectedError } from "../../base/expectedError";

/** An authtoken that lies about on this machine. It is offered, never taken unasked. */
export interface FoundAuthtoken {
  readonly authtoken: string;
  /** `NGROK_AUTHTOKEN`, or the path of the file. */
  readonly source: string;
}

/** In the environment, then in ngrok's own config files; each token once. Files that are absent, unreadable or broken hold none. */
export async function foundAuthtokens(signal: AbortSignal): Promise<readonly FoundAuthtoken[]> {
  const found: FoundAuthtoken[] = [];
  const add = (text: string | undefined, source: string) => {
    const input = authtokenFromInput(text ?? "");
    if (input.ok && found.every(({ authtoken }) => authtoken !== input.authtoken)) found.push({ authtoken: input.authtoken, source });
  };
  add(process.env["NGROK_AUTHTOKEN"], "NGROK_AUTHTOKEN");
  for (const path of configFilePaths(process.platform, process.env, homedir())) add(await tokenIn(path, signal), path);
  return found;
}

async function tokenIn(path: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return authtokenFromConfig(await readFile(path, { encoding: "utf8", signal }));
  } catch (error) {
    const noToken = error instanceof ExpectedError || (error instanceof Error && "code" in error && typeof error.code === "string" && error.code !== "ABORT_ERR");
    if (!noToken) throw error;
    return undefined;
  }
}
