// A server program for the time of the bench: its own folder, its own process, gone at the end.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { until } from "../rig/shareRig";

export interface Server {
  readonly pid: number;
  readonly folder: string;
  close(): Promise<void>;
}

export async function serverFolder(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "bench-"));
  // A web server's workers may run as another user.
  await chmod(folder, 0o755);
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  return folder;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Resolves once it listens on the port. The folder goes with the server. */
export async function startServer(command: string, args: readonly string[], { folder, port }: { readonly folder: string; readonly port: number }): Promise<Server> {
  const child = spawn(command, [...args], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
  const end = () => void child.kill("SIGTERM");
  process.once("exit", end);
  const exited = once(child, "exit");
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} could not be started.`);
  const close = async () => {
    process.off("exit", end);
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
    if (child.exitCode === null && child.signalCode === null) await exited;
    clearTimeout(timer);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until(`${path.basename(command)} to listen`, () => child.exitCode !== null || listens(port));
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}: ${await readFile(path.join(folder, "error.log"), "utf8").catch(() => "")}`);
  } catch (error) {
    await close();
    throw error;
  }
  return { pid, folder, close };
}
