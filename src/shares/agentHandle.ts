// The two ways in which the agent can run: a child process, or, where the editor's build forbids one, a worker thread.
import { fork } from "node:child_process";
import { Worker } from "node:worker_threads";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, PortMessageReader, PortMessageWriter, type MessageConnection } from "vscode-jsonrpc/node";
import { ExpectedError } from "../base/expectedError";

export interface AgentHandle {
  /** Undefined for a thread. */
  readonly pid: number | undefined;
  readonly connection: MessageConnection;
  onExit(listener: (how: string) => void): void;
  onOutput(listener: (text: string) => void): void;
  /** Asks it to end: its channel closes. */
  disconnect(): void;
  /** Ends it at once. */
  kill(): void;
}

/** @throws ExpectedError agent.notStarted */
export function startAgent(path: string, environment: Record<string, string>, onFallback: (why: string) => void): AgentHandle {
  try {
    return forkAgent(path, environment);
  } catch (cause) {
    onFallback(cause instanceof Error ? cause.message : "fork failed");
    return threadAgent(path, environment);
  }
}

function forkAgent(path: string, env: Record<string, string>): AgentHandle {
  const child = fork(path, [], { execArgv: [], env, stdio: ["ignore", "pipe", "pipe", "ipc"], serialization: "json" });
  let broken: Error | undefined;
  child.on("error", (error) => {
    // A message that could not be sent to it, say: one that went on unheard would serve visitors whom nobody sees. Its exit follows.
    if (broken === undefined) child.kill("SIGKILL");
    broken ??= error;
  });
  // Some systems refuse by throwing, others by a process that never was.
  if (child.pid === undefined) throw new Error("no process was started");
  return {
    pid: child.pid,
    connection: createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child)),
    onExit(listener) {
      child.once("exit", (code, signal) => listener(broken?.message ?? signal ?? `code ${code ?? "?"}`));
    },
    onOutput(listener) {
      for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", listener);
    },
    disconnect() {
      if (child.connected) child.disconnect();
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

function threadAgent(path: string, env: Record<string, string>): AgentHandle {
  let worker: Worker;
  try {
    worker = new Worker(path, { env, execArgv: [], argv: [], stdout: true, stderr: true });
  } catch (cause) {
    throw new ExpectedError("agent.notStarted", { why: cause instanceof Error ? cause.message : "no thread" }, { cause });
  }
  return {
    pid: undefined,
    connection: createMessageConnection(new PortMessageReader(worker), new PortMessageWriter(worker)),
    onExit(listener) {
      worker.once("exit", (code) => listener(`code ${code}`));
      // Without a listener an error in the thread would be an uncaught exception of the host; the exit that follows tells of it.
      worker.once("error", () => undefined);
    },
    onOutput(listener) {
      worker.stdout.setEncoding("utf8").on("data", listener);
      worker.stderr.setEncoding("utf8").on("data", listener);
    },
    disconnect: () => void worker.terminate(),
    kill: () => void worker.terminate(),
  };
}
