// A real Vite dev server as a developer has it after `npm create vite`: nothing about hosts configured, hot replacement on.
import type { IncomingMessage } from "node:http";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ViteDevServer } from "vite";
import { freePort } from "../freePort";
import { originOf, record, type Upstream } from "./recording";

export interface ViteApp extends Upstream {
  /** The project's folder. */
  readonly folder: string;
  /** Changes the module that the page shows; an open page follows without a reload. `text` must be free of markup. */
  edit(text: string): Promise<void>;
  /** Changes the page itself; an open page is loaded anew. */
  editPage(text: string): Promise<void>;
}

export interface ViteAppOptions {
  /** Default 127.0.0.1. */
  readonly host?: "127.0.0.1" | "::1";
  readonly text?: string;
  /** Names under which it may be asked, besides localhost. Default: none, as unconfigured. */
  readonly allowedHosts?: readonly string[];
}

const pageText = (text: string) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>A Vite app</title><link rel="icon" href="data:,"></head>
  <body><h1 id="message">loading</h1><p id="page">${text}</p><p id="loads"></p><script type="module" src="/main.js"></script></body>
</html>
`;

const files = {
  "index.html": pageText("The page as it began"),
  "main.js": `import { message } from "./message.js";

const show = (text) => { document.getElementById("message").textContent = text };
show(message);
// Random per page load: it stays the same when an edit arrives without a reload.
document.getElementById("loads").textContent = Math.random().toString(36).slice(2);
import.meta.hot?.accept("./message.js", (changed) => { if (changed) show(changed.message) });
`,
  "package.json": '{ "name": "a-vite-app", "private": true, "type": "module" }\n',
} as const;

const moduleText = (text: string) => `export const message = ${JSON.stringify(text)};\n`;

export async function startVite({ host = "127.0.0.1", text = "Hello from Vite", allowedHosts = [] }: ViteAppOptions = {}): Promise<ViteApp> {
  const { createServer } = await import("vite");
  const folder = await mkdtemp(join(tmpdir(), "rig-vite-"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await writeFile(join(folder, "message.js"), moduleText(text));

  /** At once, so that Vite never reads a file that is empty still. */
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return Promise.resolve();
  };
  let vite: ViteDevServer | undefined;
  const end = async () => {
    // Vite waits for open connections otherwise.
    if (vite?.httpServer && "closeAllConnections" in vite.httpServer) vite.httpServer.closeAllConnections();
    await vite?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const port = await freePort();
    vite = await createServer({ root: folder, configFile: false, logLevel: "silent", clearScreen: false, server: { host, port, strictPort: true, ...(allowedHosts.length > 0 ? { allowedHosts: [...allowedHosts] } : {}) } });
    const requests: Upstream["requests"] = [];
    const upgrades: Upstream["upgrades"] = [];
    vite.httpServer?.prependListener("request", (request: IncomingMessage) => void requests.push(record(request)));
    vite.httpServer?.prependListener("upgrade", (request: IncomingMessage) => void upgrades.push(record(request)));
    await vite.listen();
    // An edit before its watcher has come to the module would never be told.
    const { watcher } = vite;
    while (!Object.values(watcher.getWatched()).some((names) => names.includes("message.js"))) await new Promise((resolve) => setTimeout(resolve, 5));
    return {
      port, origin: originOf("http", host, port), requests, upgrades, folder,
      edit: (next) => write("message.js", moduleText(next)),
      editPage: (next) => write("index.html", pageText(next)),
      close: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
