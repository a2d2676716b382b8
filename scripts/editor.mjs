// Real editors for tests and demo: code-server (VS Code in the browser) and the Node that runs it, both from npm,
// installed once per version into the user's cache folder and never by `npm install`.
import { existsSync } from "node:fs";
import { chmod, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./childProcess.mjs";
import { cacheFolder, installOnce, npm } from "./installOnce.mjs";

/** Counts up when the way of installing changes, so that an older layout is not taken for a new one. */
const layout = "r1";

export const editors = {
  newest: {
    version: "4.139.1",
    vscodeVersion: "1.139.1",
    nodeVersion: "24.21.0",
    rebuilt: ["@vscode/spdlog", "@vscode/native-watchdog"],
    // code-server's own shell keeps secrets across a restart; the oldest lacks a native part of it.
    hasShell: true,
  },
  oldest: {
    version: "4.106.3",
    vscodeVersion: "1.106.3",
    nodeVersion: "22.23.3",
    rebuilt: ["@vscode/spdlog", "native-watchdog", "@parcel/watcher"],
    hasShell: false,
    // Its watcher is a git dependency, which a package registry does not have.
    replaced: { "@parcel/watcher": "2.5.1" },
  },
};

const cacheRoot = cacheFolder("editors");
const needs = "It comes from the npm registry and compiles two native parts. Check that `npm ping` works, that g++, make and python3 are installed, and that there are 2 GB free";

/** Node packages exist for these; elsewhere desktop VS Code is the editor (press F5). */
export const editorsSupported = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);

/**
 * Installs an editor unless it is there.
 * @param {"newest" | "oldest"} which
 * @param {{ log?: (line: string) => void }} [options] hears progress lines
 */
export async function ensureEditor(which, { log = console.log } = {}) {
  const editor = editors[which];
  const node = await ensureNode(editor.nodeVersion, { log });
  const folder = path.join(cacheRoot, `${editor.version}-${layout}`);
  await installOnce({ folder, what: `VS Code ${editor.vscodeVersion} (code-server ${editor.version})`, needs, log }, (staging) => installEditor(staging, editor, node, log));
  const codeServer = path.join(folder, "node_modules", "code-server");
  return {
    which,
    version: editor.version,
    vscodeVersion: editor.vscodeVersion,
    nodeVersion: editor.nodeVersion,
    node,
    serverMain: path.join(codeServer, "lib", "vscode", "out", "server-main.js"),
    codeServerEntry: editor.hasShell ? path.join(codeServer, "out", "node", "entry.js") : undefined,
  };
}

/**
 * Installs a Node unless it is there.
 * @param {string} version like "24.21.0"
 * @returns {Promise<string>} path of its executable
 */
export async function ensureNode(version, { log = console.log } = {}) {
  if (!editorsSupported) throw new Error(`Node ${version} for tests is installed on Linux (x64, arm64) only, and this is ${process.platform} ${process.arch}.`);
  const name = `node-linux-${process.arch}`;
  const folder = path.join(cacheRoot, `node-${version}-${layout}`);
  await installOnce({ folder, what: `Node ${version}`, needs, log }, async (staging) => {
    await writeFile(path.join(staging, "package.json"), JSON.stringify({ private: true }));
    await npm(["install", "--ignore-scripts", "--no-package-lock", "--save-exact", `${name}@${version}`], staging);
    await chmod(path.join(staging, "node_modules", name, "bin", "node"), 0o755);
  });
  return path.join(folder, "node_modules", name, "bin", "node");
}

async function installEditor(staging, editor, node, log) {
  const step = (line) => log(`  ${line} …`);
  await writeFile(path.join(staging, "package.json"), JSON.stringify({ private: true }));
  step("1/4 code-server");
  await npm(["install", "--ignore-scripts", "--no-package-lock", "--save-exact", `code-server@${editor.version}`], staging);
  const vscode = path.join(staging, "node_modules", "code-server", "lib", "vscode");
  if (editor.replaced) await replaceDependencies(vscode, editor.replaced);
  // With its shrinkwrap: the versions that were published together.
  const lean = ["install", "--ignore-scripts", "--omit=dev"];
  step("2/4 the workbench's packages");
  await npm(lean, vscode);
  step("3/4 the built-in extensions' packages");
  await npm(lean, path.join(vscode, "extensions"));
  step("4/4 native parts");
  await npm(["rebuild", "--ignore-scripts=false", ...editor.rebuilt], vscode, {
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
    npm_config_nodedir: path.join(path.dirname(node), ".."),
  });
  await prune(vscode);
  await loadNatives(node, vscode, editor.rebuilt);
}

async function replaceDependencies(folder, versions) {
  const file = path.join(folder, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  Object.assign(manifest.dependencies, versions);
  await writeFile(file, JSON.stringify(manifest, undefined, 2));
  await rm(path.join(folder, "npm-shrinkwrap.json"), { force: true });
}

/** Drops what no test needs: hundreds of megabytes of AI tooling and other systems' binaries. */
async function prune(vscode) {
  const unused = ["node_modules/@github", "node_modules/@microsoft/mxc-sdk", "extensions/copilot"];
  const scope = path.join(vscode, "node_modules", "@vscode");
  const own = `ripgrep-universal/bin/linux-${process.arch}`;
  for (const name of await readdir(scope)) {
    const bin = path.join(scope, name, "bin");
    if (!name.startsWith("ripgrep") || !existsSync(bin)) continue;
    for (const platform of await readdir(bin)) {
      if (/^(darwin|linux|win32)-/.test(platform) && !own.endsWith(platform)) unused.push(path.relative(vscode, path.join(bin, platform)));
    }
  }
  for (const one of unused) await rm(path.join(vscode, one), { recursive: true, force: true });
}

/** A native part that was not built shows itself here and not as an empty output channel later. */
async function loadNatives(node, vscode, names) {
  await run(node, ["-e", names.map((name) => `require(${JSON.stringify(name)})`).join(";")], { cwd: vscode, timeoutMs: 60_000 });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const which of process.argv.length > 2 ? process.argv.slice(2) : ["newest", "oldest"]) console.log(await ensureEditor(which));
}
