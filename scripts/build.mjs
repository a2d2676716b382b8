// Bundles the extension: the host's entry point and the agent process's, each a CommonJS file in dist/, and the script of the pages in webviews.
import { build } from "esbuild";
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);

const common = {
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  sourcemap: false,
  minify: true,
  legalComments: "none",
  absWorkingDir: root,
  logLevel: "warning",
  metafile: true,
  define: { __PORTCULLIS_VERSION__: JSON.stringify(require("../package.json").version) },
};

// The SDK's loader looks for its .node file in its own folder first: it is shipped beside the bundle, unbundled.
const vendoredNgrok = {
  name: "vendored-ngrok",
  setup: (bundle) => void bundle.onResolve({ filter: /^@ngrok\/ngrok$/ }, () => ({ path: "./vendor/ngrok/index.js", external: true })),
};

/**
 * Writes extension.js, agent.js, vendor/ and webview/.
 * @param {{ outdir?: string, agentPlugins?: import("esbuild").Plugin[] }} [options] outdir: dist/ by default;
 *   agentPlugins: for tests that need an agent process with a defect
 */
export async function buildExtension({ outdir = path.join(root, "dist"), agentPlugins = [] } = {}) {
  await rm(outdir, { recursive: true, force: true });
  const [host, agent, page] = await Promise.all([
    build({ ...common, entryPoints: ["src/extension.ts"], outfile: path.join(outdir, "extension.js"), external: ["vscode"] }),
    buildAgent({ outdir, plugins: agentPlugins }),
    // Browser code: what is written for Node is none of its business.
    build({ ...common, platform: "browser", target: "chrome138", format: "iife", entryPoints: ["src/webview/page.ts", "src/webview/page.css"], outdir: path.join(outdir, "webview"), tsconfig: "src/webview/tsconfig.json" }),
  ]);
  return { host: host.metafile, agent, page: page.metafile };
}

/**
 * Writes agent.js and vendor/ alone.
 * @param {{ outdir: string, plugins?: import("esbuild").Plugin[] }} options
 */
export async function buildAgent({ outdir, plugins = [] }) {
  const agent = await build({ ...common, entryPoints: ["src/agent/main.ts"], outfile: path.join(outdir, "agent.js"), plugins: [...plugins, vendoredNgrok] });
  await vendorNgrok(path.join(outdir, "vendor", "ngrok"));
  return agent.metafile;
}

/** Copies the SDK's loader and this platform's native module. */
async function vendorNgrok(folder) {
  await mkdir(folder, { recursive: true });
  const wrapper = path.dirname(require.resolve("@ngrok/ngrok"));
  await cp(path.join(wrapper, "index.js"), path.join(folder, "index.js"));
  const scope = path.join(wrapper, "..");
  let natives = 0;
  for (const name of await readdir(scope)) {
    if (name === "ngrok") continue;
    for (const file of await readdir(path.join(scope, name))) {
      if (!file.endsWith(".node")) continue;
      await cp(path.join(scope, name, file), path.join(folder, file));
      natives += 1;
    }
  }
  if (natives === 0) throw new Error("No native module of @ngrok/ngrok is installed for this platform: run npm install again.");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExtension();
