// A Vite project of a thousand modules in ten groups, and its dev server, in a process of its own.
import { mkdir, writeFile } from "node:fs/promises";
import { createServer as createNetServer } from "node:net";
import path from "node:path";
import { listen } from "../rig/upstreams/listening";
import { sizes } from "./target";

export const modules = 1000;
const groups = 10;
/** Set by the module that runs last. */
export const lastMark = "last module ran";

async function writeProject(folder: string): Promise<void> {
  const range = (count: number) => Array.from({ length: count }, (_, index) => index);
  const write = (name: string, text: string | Buffer) => writeFile(path.join(folder, name), text);
  await write("package.json", '{ "name": "a-large-app", "private": true, "type": "module" }\n');
  await write("index.html", '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A large app</title><link rel="icon" href="data:,"></head><body><script type="module" src="/main.js"></script></body></html>\n');
  await write("main.js", `${range(groups).map((group) => `import { sum as sum${group} } from "./group${group}/index.js";`).join("\n")}\ndocument.body.textContent = String(${range(groups).map((group) => `sum${group}`).join(" + ")});\nperformance.mark(${JSON.stringify(lastMark)});\n`);
  for (const group of range(groups)) {
    await mkdir(path.join(folder, `group${group}`));
    const own = range(modules / groups);
    await write(`group${group}/index.js`, `${own.map((at) => `import { value as value${at} } from "./module${at}.js";`).join("\n")}\nexport const sum = ${own.map((at) => `value${at}`).join(" + ")};\n`);
    for (const at of own) await write(`group${group}/module${at}.js`, `// ${"A comment as long as a small module is. ".repeat(20)}\nexport const value = ${at};\n`);
  }
  // What the proxies' own sign-ins ask for.
  await mkdir(path.join(folder, "public"));
  for (const size of sizes) await write(path.join("public", size.path), Buffer.alloc(size.bytes, "a"));
}

async function serve(folder: string): Promise<void> {
  const { createServer } = await import("vite");
  process.once("disconnect", () => process.exit(0));
  await writeProject(folder);
  const free = await listen(createNetServer(), "127.0.0.1");
  await free.close();
  const vite = await createServer({ root: folder, configFile: false, logLevel: "silent", clearScreen: false, server: { host: "127.0.0.1", port: free.port, strictPort: true } });
  await vite.listen();
  process.send?.(free.port);
}

const folder = process.env["BENCH_PAGE_FOLDER"];
if (folder !== undefined) await serve(folder);
