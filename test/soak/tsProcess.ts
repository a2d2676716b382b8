// A TypeScript file as a process of its own, that ends with us at the latest.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const root = path.join(import.meta.dirname, "..", "..");

export interface TsProcess {
  readonly process: ChildProcess;
  end(): Promise<void>;
}

/** @param file relative to the repository */
export function startTsProcess(file: string, env: Readonly<Record<string, string>> = {}): TsProcess {
  const child = fork(path.join(root, file), [], { cwd: root, execArgv: ["--import", "tsx"], env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  return {
    process: child,
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
