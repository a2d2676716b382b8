// A real webpack-dev-server as `npm create webpack` leaves it: nothing about hosts configured, hot replacement on.
import type { IncomingMessage } from "node:http";
import { createServer as createNetServer } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import webpack from "webpack";
import WebpackDevServer from "webpack-dev-server";
import { listen } from "./listening";
import { originOf, record, type Upstream } from "./recording";

export interface WebpackApp extends Upstream {
  readonly folder: string;
  /** Changes the module that the page shows. `text` must be free of markup. */
  edit(text: string): Promise<void>;
}

const entry = `import { message } from "./message.js";

const show = (text) => { document.body.textContent = text };
show(message);
if (module.hot) module.hot.accept("./message.js", () => show(message));
`;
const moduleText = (text: string) => `export const message = ${JSON.stringify(text)};\n`;

export async function startWebpack({ text = "Hello from webpack" }: { readonly text?: string } = {}): Promise<WebpackApp> {
  const folder = await mkdtemp(join(tmpdir(), "rig-webpack-"));
  await writeFile(join(folder, "index.js"), entry);
  await writeFile(join(folder, "message.js"), moduleText(text));
  await writeFile(join(folder, "index.html"), '<!doctype html><meta charset="utf-8"><title>A webpack app</title><body>loading<script src="/main.js"></script>');
  const { port, close } = await listen(createNetServer(), "127.0.0.1");
  await close();
  const requests: Upstream["requests"] = [];
  const upgrades: Upstream["upgrades"] = [];
  const modules = join(createRequire(import.meta.url).resolve("webpack-dev-server/package.json"), "..", "..");
  const compiler = webpack({
    mode: "development", context: folder, entry: "./index.js", output: { path: join(folder, "dist"), filename: "main.js" },
    infrastructureLogging: { level: "none" }, stats: "none", resolve: { modules: [modules] }, resolveLoader: { modules: [modules] },
  });
  const server = new WebpackDevServer({
    host: "127.0.0.1", port, static: { directory: folder, watch: false },
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
  return { port, origin: originOf("http", "127.0.0.1", port), requests, upgrades, folder, edit: (next) => writeFile(join(folder, "message.js"), moduleText(next)), close: end };
}
