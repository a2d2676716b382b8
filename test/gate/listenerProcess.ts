// A web server in a process of its own, by the executable and in the folder that the test names. It tells every request that reaches it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, linkSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../rig/freePort";

const script = `
const server = require("node:http").createServer((request, response) => {
  process.send({ seen: request.method + " " + request.url });
  if (request.url === "/stream") response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\\n\\n");
  else response.end(process.argv[2]);
});
server.listen(Number(process.argv[1]), "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("disconnect", () => process.exit());
`;

export interface ListenerProcess {
  readonly port: number;
  readonly pid: number;
  /** Method and path of each request that reached it. */
  readonly seen: string[];
  /** Killed, as a crash or Ctrl-C would: its connections go with it. */
  kill(): Promise<void>;
}

export async function startListenerProcess(options: { readonly folder: string; readonly answer: string; readonly port?: number; readonly executable?: string }): Promise<ListenerProcess> {
  const child = spawn(options.executable ?? process.execPath, ["-e", script, String(options.port ?? (await freePort())), options.answer], { cwd: options.folder, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const seen: string[] = [];
  const listening = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Error("it ended before it listened")));
    child.on("message", (told: { readonly port?: number; readonly seen?: string }) => {
      if (told.port !== undefined) resolve(told.port);
      if (told.seen !== undefined) seen.push(told.seen);
    });
  });
  const port = await listening;
  return {
    port,
    pid: child.pid!,
    seen,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** The same program under another path, which makes it another executable. */
export function otherExecutable(folder: string): string {
  const path = join(folder, "other-program");
  try {
    linkSync(process.execPath, path);
  } catch {
    // Another file system: no links across.
    copyFileSync(process.execPath, path);
  }
  return path;
}
