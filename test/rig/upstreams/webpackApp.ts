// A real webpack-dev-server as `npm create webpack` leaves it: nothing about proxies configured, hot replacement on. That it
// listens on loopback alone is the rig's; its client then looks for its socket there, too.
import type { IncomingMessage } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import webpack from "webpack";
import WebpackDevServer from "webpack-dev-server";
import { freePort } from "../freePort";
import { originOf, record, type Upstream } from "./recording";

export interface WebpackApp extends Upstream {
  readonly folder: string;
  /** Changes the module that the page shows. `text` must be free of markup. */
  edit(text: string): Promise<void>;
  /** Changes what nothing takes up in place; an open page is loaded anew. */
  editPage(text: string): Promise<void>;
}

export interface WebpackAppOptions {
  readonly text?: string;
  /** Names under which it may be asked, besides localhost. Default: none, as unconfigured. */
  readonly allowedHosts?: readonly string[];
}

const entry = (text: string) => `import { message } from "./message.js";

const show = (id, text) => { document.getElementById(id).textContent = text };
show("message", message);
show("page", ${JSON.stringify(text)});
// Random per page load: it stays the same when an edit arrives without a reload.
show("loads", Math.random().toString(36).slice(2));
if (module.hot) module.hot.accept("./message.js", () => show("message", message));
`;
const page = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>A webpack app</title><link rel="icon" href="data:,"></head>
  <body><h1 id="message">loading</h1><p id="page"></p><p id="loads"></p><script src="/main.js"></script></body>
</html>
`;
const moduleText = (text: string) => `export const message = ${JSON.stringify(text)};\n`;

export async function startWebpack({ text = "Hello from webpack", allowedHosts = [] }: WebpackAppOptions = {}): Promise<WebpackApp> {
  const folder = await mkdtemp(join(tmpdir(), "rig-webpack-"));
  await writeFile(join(folder, "index.js"), entry("The page as it began"));
  await writeFile(join(folder, "message.js"), moduleText(text));
  await writeFile(join(folder, "index.html"), page);
  const port = await freePort();
  const requests: Upstream["requests"] = [];
  const upgrades: Upstream["upgrades"] = [];
  const modules = join(createRequire(import.meta.url).resolve("webpack-dev-server/package.json"), "..", "..");
  const compiler = webpack({
    mode: "development", context: folder, entry: "./index.js", output: { path: join(folder, "dist"), filename: "main.js" },
    infrastructureLogging: { level: "none" }, stats: "none", resolve: { modules: [modules] }, resolveLoader: { modules: [modules] },
  });
  const server = new WebpackDevServer({
    host: "127.0.0.1", port, static: { directory: folder, watch: false }, ...(allowedHosts.length > 0 ? { allowedHosts: [...allowedHosts] } : {}),
    setupMiddlewares(middlewares, { server: http }) {
      http?.prependListener("request", (request: IncomingMessage) => void requests.push(record(request)));
      http?.prependListener("upgrade", (request: IncomingMessage) => void upgrades.push(record(request)));
      return middlewares;
    },
  }, compiler);
  const end = async () => {
    await server.stop();
    await new Promise<void>((resolve) => compiler.close(() => resolve()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const built = new Promise((resolve) => compiler.hooks.done.tap("rig", resolve));
    await server.start();
    await built;
  } catch (error) {
    await end();
    throw error;
  }
  return {
    port, origin: originOf("http", "127.0.0.1", port), requests, upgrades, folder,
    edit: (next) => writeFile(join(folder, "message.js"), moduleText(next)),
    editPage: (next) => writeFile(join(folder, "index.js"), entry(next)),
    close: end,
  };
}
