// What is bundled into which entry point: the extension host must never load what belongs to the agent process.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { isBuiltin } from "node:module";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import type { Metafile } from "esbuild";
import { buildExtension } from "../../scripts/build.mjs";

const run = promisify(execFile);
const buildFolder = path.join(import.meta.dirname, "..", "..", "build");

const agentPackages = /(^|\/)node_modules\/(openid-client|oauth4webapi|jose|@ngrok\/[\w-]+)\//;
const agentFolders = /^src\/(oidc|gate|tunnels|agent)\//;
const hostFolders = /^src\/(ports|shares|presentation|vscode)\/|^src\/(extension|compose|contributions)\.ts$/;
const vendored = "./vendor/ngrok/index.js";

describe("the bundles", () => {
  let outdir: string;
  let host: Bundle;
  let agent: Bundle;
  let page: Bundle;

  before(async () => {
    await mkdir(buildFolder, { recursive: true });
    outdir = await mkdtemp(path.join(buildFolder, "bundle-"));
    const built = await buildExtension({ outdir });
    host = bundle(built.host, "extension.js");
    agent = bundle(built.agent, "agent.js");
    page = bundle(built.page, "page.js");
  });

  after(() => rm(outdir, { recursive: true, force: true }));

  it("extension.js holds neither openid-client, jose, the gate nor the native module", () => {
    assert.ok(host.inputs.includes("src/extension.ts"));
    assert.deepEqual(host.inputs.filter((input) => agentPackages.test(input) || agentFolders.test(input)), []);
  });

  it("the same look finds each of them in agent.js", () => {
    for (const found of [/node_modules\/openid-client\//, /node_modules\/jose\//, /^src\/gate\//]) assert.ok(agent.inputs.some((input) => found.test(input)), String(found));
    assert.ok(agent.external.includes(vendored));
    assert.ok(agent.inputs.some((input) => agentPackages.test(input)) && agent.inputs.some((input) => agentFolders.test(input)));
    assert.ok(host.inputs.some((input) => hostFolders.test(input)));
  });

  it("agent.js holds nothing of the extension host's", () => {
    assert.deepEqual(agent.inputs.filter((input) => hostFolders.test(input)), []);
  });

  it("outside of themselves they need only Node, and the host vscode, and the agent ngrok's module beside it", () => {
    assert.deepEqual(host.external.filter((name) => !ofNode(name)), ["vscode"]);
    assert.deepEqual(agent.external.filter((name) => !ofNode(name)), [vendored]);
  });

  it("page.js holds the page's own code and its form elements, and nothing of the host's or the agent process's", () => {
    assert.deepEqual(page.external, []);
    assert.deepEqual(page.inputs.filter((input) => !/^src\/webview\/|^node_modules\/(@vscode-elements\/elements|@lit\/[\w-]+|lit|lit-html|lit-element)\//.test(input)), []);
    assert.ok(page.inputs.includes("src/webview/page.ts") && page.inputs.some((input) => input.includes("@vscode-elements/")));
  });

  it("is two files, the vendored module with this platform's native part, and the page", async () => {
    const written = (await readdir(outdir, { recursive: true })).filter((name) => /\.\w+$/.test(name)).sort();
    assert.match(written.join(" "), new RegExp(`^agent\\.js extension\\.js vendor/ngrok/index\\.js( vendor/ngrok/ngrok\\.${process.platform}-${process.arch}[\\w-]*\\.node)+ webview/page\\.css webview/page\\.js$`));
  });

  it(`the vendored module loads in a plain Node ${process.versions.node}`, async () => {
    const module = path.join(outdir, "vendor", "ngrok", "index.js");
    const { stdout } = await run(process.execPath, ["-e", `process.stdout.write(typeof require(${JSON.stringify(module)}).SessionBuilder)`], { timeout: 120_000, env: {} });
    assert.equal(stdout, "function");
  });
});

interface Bundle {
  /** Source files in it, from the repository's root. */
  readonly inputs: readonly string[];
  /** What it requires at run time, each once. */
  readonly external: readonly string[];
}

function bundle({ outputs }: Metafile, file: string): Bundle {
  const [, output] = Object.entries(outputs).find(([name]) => path.basename(name) === file) ?? [];
  assert.ok(output, `${file} was written`);
  const external = output.imports.filter((one) => one.external === true).map((one) => one.path);
  // What tree shaking left nothing of is not in the bundle.
  const inputs = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { inputs: inputs.map(([name]) => name), external: [...new Set(external)].sort() };
}

function ofNode(name: string): boolean {
  return isBuiltin(name);
}
