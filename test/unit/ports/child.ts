import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { freePort } from "../../rig/freePort";

export interface Listener {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** It gives up its user itself: another user could not start a Node.js that lies in this user's home. */
const script = `
if (process.argv[3]) process.setuid(Number(process.argv[3]));
const server = require("node:http").createServer((_, response) => response.end("hello"));
server.listen({ port: Number(process.argv[1]), host: process.argv[2], ipv6Only: process.argv[2] === "::" }, () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
`;

/** A Node.js web server in a process of its own that ends with the test. */
export async function startListener(options: { readonly host: string; readonly folder: string; readonly port?: number; readonly uid?: number }): Promise<Listener> {
  const child: ChildProcess = spawn(process.execPath, ["-e", script, String(options.port ?? (await freePort())), options.host, String(options.uid ?? "")], {
    cwd: options.folder,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [port] = (await once(child, "message", { signal: AbortSignal.timeout(120_000) })) as [number];
  return {
    port,
    pid: child.pid!,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit", { signal: AbortSignal.timeout(120_000) });
      child.kill("SIGKILL");
      await exited;
    },
  };
}
