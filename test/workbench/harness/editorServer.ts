// One code-server with everything of its own: home, temporary and runtime folders, user data, extensions, workspace.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { endGroup, endWithUs } from "../../../scripts/childProcess.mjs";
import type { Editor } from "../../../scripts/editor.mjs";
import { freePort } from "../../rig/freePort";
import { listen } from "../../rig/upstreams/listening";
import { copyInstalled } from "./installedExtensions";
import { processesOf, type RunningProcess } from "./processes";
import { waitFor } from "./waitFor";

export interface EditorServerOptions {
  readonly editor: Editor;
  /** The folder to open; an empty one of the run by default. */
  readonly folder?: string;
  /** VSIX files to install before the start. */
  readonly vsix?: readonly string[];
  /** User settings, on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** A free one by default. The same one again is needed for secrets to survive. */
  readonly port?: number;
  /** Where the run's folders are made; a new temporary folder, removed at the end, by default. */
  readonly root?: string;
  /** Lets the workbench load extensions under test; hides notification toasts. */
  readonly smokeTestDriver?: boolean;
  /** Whether the folder is trusted without asking; true by default. */
  readonly trusted?: boolean;
  /** Hosts that open without the workbench asking; newest editor only. */
  readonly trustedHosts?: readonly string[];
  /** How long a lost browser is waited for, in seconds; newest editor only. */
  readonly reconnectionGraceSeconds?: number;
}

const quiet = {
  "chat.disableAIFeatures": true,
  "remote.autoForwardPorts": false,
  "git.enabled": false,
  "workbench.startupEditor": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "telemetry.telemetryLevel": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "workbench.reduceMotion": "on",
  "update.mode": "none",
};

export class EditorServer {
  readonly origin: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  readonly settingsFile: string;
  readonly folder: string;
  /** For sockets, whose paths must be short. */
  readonly #runtime: string;
  #child: ChildProcess | undefined;
  #untrack: (() => void) | undefined;
  #output = "";

  private constructor(
    readonly root: string,
    runtime: string,
    readonly port: number,
    private readonly options: EditorServerOptions,
  ) {
    this.origin = `http://127.0.0.1:${port}`;
    this.userDataDir = path.join(root, "data");
    this.extensionsDir = path.join(root, "ext");
    this.settingsFile = path.join(this.userDataDir, "User", "settings.json");
    this.#runtime = runtime;
    this.folder = options.folder ?? path.join(root, "work");
  }

  /** Makes the folders, installs the extensions and starts the server; resolves when it answers. */
  static async start(options: EditorServerOptions): Promise<EditorServer> {
    const runtime = await mkdtemp(path.join(os.tmpdir(), "pc-"));
    const server = new EditorServer(options.root ?? runtime, runtime, options.port ?? (await freePort()), options);
    try {
      await server.#prepare();
      await server.up();
    } catch (cause) {
      await server.close();
      throw cause;
    }
    return server;
  }

  /** What the server printed. */
  get output(): string {
    return this.#output;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The user's settings as they are on disk; none where there is no file. */
  async settings(): Promise<Record<string, unknown>> {
    // The editor empties the file before it writes it.
    return waitFor("settings that are whole", async () => {
      const text = await readFile(this.settingsFile, "utf8").catch(() => "{}");
      return JSON.parse(text) as Record<string, unknown>;
    });
  }

  /** Every process of this run that is alive now. */
  processes(): readonly RunningProcess[] {
    return processesOf(this.#child?.pid, [this.root, this.#runtime]);
  }

  async up(): Promise<void> {
    const { editor } = this.options;
    // Whoever else answers there must not be taken for the editor.
    await assertFree(this.port);
    const args = editor.codeServerEntry === undefined ? this.#plainArguments() : this.#shellArguments(editor.codeServerEntry);
    const child = spawn(editor.node, args, { cwd: this.root, env: this.#environment(), stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.#child = child;
    this.#untrack = endWithUs(child);
    const keep = (chunk: Buffer) => void (this.#output += chunk.toString("utf8"));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const answered = waitFor(`the editor to answer at ${this.origin}`, () => {
      if (child.exitCode !== null) throw new Error(`The editor ended with code ${child.exitCode}:\n${this.#output}`);
      return answers(this.origin);
    });
    await answered.catch((cause: unknown) => {
      throw new Error(`The editor did not start:\n${this.#output}`, { cause });
    });
  }

  /** Stops the server and returns the processes of the run that it left behind, which are then ended too. */
  async down(): Promise<readonly RunningProcess[]> {
    if (this.#child) await endGroup(this.#child, { politeMs: 10_000 });
    this.#untrack?.();
    this.#child = undefined;
    const left = this.processes();
    for (const { pid } of left) kill(pid);
    await waitFor(`the processes under ${this.root} to end`, () => this.processes().length === 0);
    return left;
  }

  /** Stops the server and removes the run's folders, but for a `root` that was given. */
  async close(): Promise<readonly RunningProcess[]> {
    const left = await this.down();
    await rm(this.#runtime, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    return left;
  }

  async #prepare(): Promise<void> {
    for (const name of ["home", "ext", "data/User", "server"]) await mkdir(path.join(this.root, name), { recursive: true, mode: 0o700 });
    for (const name of ["tmp", "run"]) await mkdir(path.join(this.#runtime, name), { mode: 0o700 });
    await mkdir(this.folder, { recursive: true });
    const trust = this.options.trusted === false ? {} : { "security.workspace.trust.enabled": false };
    await writeFile(this.settingsFile, JSON.stringify({ ...quiet, ...trust, ...(await this.settings()), ...this.options.settings }, undefined, 2));
    await writeFile(path.join(this.root, "config.yaml"), "auth: none\n");
    await copyInstalled(this.options.editor, this.options.vsix ?? [], this.extensionsDir, this.#environment());
  }

  #environment(): NodeJS.ProcessEnv {
    const { PATH, LANG } = process.env;
    return {
      PATH,
      LANG: LANG ?? "C.UTF-8",
      SHELL: "/bin/bash",
      HOME: path.join(this.root, "home"),
      TMPDIR: path.join(this.#runtime, "tmp"),
      XDG_RUNTIME_DIR: path.join(this.#runtime, "run"),
      EXTENSIONS_GALLERY: "{}",
      VSCODE_IPC_HOOK_CLI: "",
      ...this.options.env,
    };
  }

  #shellArguments(entry: string): string[] {
    const { smokeTestDriver, trustedHosts = [], reconnectionGraceSeconds } = this.options;
    return [
      ...[entry, "--config", path.join(this.root, "config.yaml"), "--auth", "none", "--bind-addr", `127.0.0.1:${this.port}`],
      ...["--user-data-dir", this.userDataDir, "--extensions-dir", this.extensionsDir],
      ...["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
      ...trustedHosts.flatMap((host) => ["--link-protection-trusted-domains", host]),
      ...(reconnectionGraceSeconds === undefined ? [] : ["--reconnection-grace-time", String(reconnectionGraceSeconds)]),
      ...(smokeTestDriver ? ["--vscode-option", "enable-smoke-test-driver"] : []),
    ];
  }

  #plainArguments(): string[] {
    return [
      ...[this.options.editor.serverMain, "--host", "127.0.0.1", "--port", String(this.port), "--without-connection-token", "--accept-server-license-terms"],
      ...["--user-data-dir", this.userDataDir, "--extensions-dir", this.extensionsDir, "--server-data-dir", path.join(this.root, "server"), "--telemetry-level", "off"],
      ...(this.options.smokeTestDriver ? ["--enable-smoke-test-driver"] : []),
    ];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function answers(origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get(origin, { timeout: 5000 }, (response) => {
      response.resume();
      resolve((response.statusCode ?? 500) < 400);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}

/** Rejects with EADDRINUSE where somebody listens. */
async function assertFree(port: number): Promise<void> {
  const { close } = await listen(createServer(), "127.0.0.1", port);
  await close();
}
