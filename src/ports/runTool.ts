import { execFile } from "node:child_process";
import { ExpectedError } from "../base/expectedError";

export interface ToolOutput {
  readonly stdout: string;
  readonly exitCode: number;
}

/**
 * Runs one of the system's own programs, by absolute path and without a shell, in the C locale.
 * An exit code other than 0 is an answer (`lsof` says 1 for "nothing found"). Bytes that are no UTF-8 become U+FFFD.
 *
 * @throws ExpectedError `port.listUnavailable` when it is missing, may not run, takes too long or says too much
 */
export function runTool(file: string, args: readonly string[], options: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined }): Promise<ToolOutput> {
  options.signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const settings = {
      encoding: "utf8" as const,
      timeout: options.timeoutMs,
      killSignal: "SIGKILL" as const,
      maxBuffer: 16 * 1024 * 1024,
      windowsHide: true,
      env: { ...process.env, LC_ALL: "C" },
      ...(options.signal ? { signal: options.signal } : {}),
    };
    execFile(file, args, settings, (failure, stdout) => {
      if (options.signal?.aborted) reject(options.signal.reason instanceof Error ? options.signal.reason : new Error("Aborted"));
      else if (failure === null) resolve({ stdout, exitCode: 0 });
      else if (typeof failure.code === "number" && failure.killed !== true) resolve({ stdout, exitCode: failure.code });
      else reject(new ExpectedError("port.listUnavailable", { tool: file, reason: failure.killed === true ? "timeout" : String(failure.code ?? failure.signal) }, { cause: failure }));
    });
  });
}
