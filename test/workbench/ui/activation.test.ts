// The installed extension: its native module in the editor's own Node, and its activation time beside an empty extension's.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { createVSIX } from "@vscode/vsce";
import { ensureEditor } from "../../../scripts/editor.mjs";
import { launchBrowser } from "../harness/browser";
import { EditorServer } from "../harness/editorServer";
import { waitFor } from "../harness/waitFor";
import { Workbench } from "../harness/workbench";
import { portcullisVsix } from "./scene";

const samples = 3;
const own = "portcullis.portcullis";
const empty = "tests.empty";

/** Activates both, in turn first and second, writes down what the editor itself measured, and has the next window do so. */
const meter = `const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const { commands, extensions } = require("vscode");
exports.activate = async () => {
  const file = process.env.ACTIVATION_FILE;
  const before = existsSync(file) ? readFileSync(file, "utf8").split("\\n").length : 1;
  const ids = [${JSON.stringify(own)}, ${JSON.stringify(empty)}];
  for (const id of before % 2 ? ids : ids.reverse()) await extensions.getExtension(id).activate();
  const at = (name) => globalThis.MonacoPerformanceMarks.getMarks().find((mark) => mark.name === "code/extHost/" + name).startTime;
  // Its code is loaded before its activate is called; the two together are what the person waits for.
  const took = (id) => at("didActivateExtension/" + id) - at("willLoadExtensionCode/" + id);
  appendFileSync(file, JSON.stringify(Object.fromEntries(ids.map((id) => [id, took(id)]))) + "\\n");
  if (before < ${samples}) void commands.executeCommand("workbench.action.reloadWindow");
};
`;

describe("the installed extension", { timeout: 900_000 }, () => {
  let folder: string;
  let workbench: Workbench;
  let file: string;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "pc-activation-"));
    file = path.join(folder, "measured");
    const others = await Promise.all([
      pack(folder, "empty", { activationEvents: [] }, "exports.activate = () => {};"),
      pack(folder, "meter", { activationEvents: ["onStartupFinished"] }, meter),
    ]);
    const server = await EditorServer.start({ editor: await ensureEditor("newest"), vsix: [portcullisVsix, ...others], env: { ACTIVATION_FILE: file } });
    const browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.addInitScript("globalThis.__name ??= (named) => named");
    workbench = new Workbench(server, browser, context, await context.newPage());
    await workbench.open();
  });

  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("holds a native module that loads in the editor's Node", async () => {
    const { extensionsDir } = workbench.server;
    const installed = (await readdir(extensionsDir)).find((name) => name.startsWith(`${own}-`));
    assert.ok(installed);
    const module = path.join(extensionsDir, installed, "dist", "vendor", "ngrok", "index.js");
    const { node } = await ensureEditor("newest");
    const { stdout } = await promisify(execFile)(node, ["-e", `process.stdout.write(typeof require(${JSON.stringify(module)}).SessionBuilder)`], { timeout: 120_000, env: {} });
    assert.equal(stdout, "function");
  });

  it(`activates: the median of ${samples} windows beside an empty extension's`, async (t) => {
    await waitFor(`${samples} measurements`, async () => (await measured()).length >= samples, { timeout: 400_000 });
    const rows = await measured();
    const of = (id: string) => rows.map((row) => row[id] ?? Number.NaN).sort((a, b) => a - b);
    const [ours, theirs] = [of(own), of(empty)];
    assert.ok([...ours, ...theirs].every((took) => took >= 0), "every reading is a time");
    t.diagnostic(`figure: activation: ${median(ours)} ms (${range(ours)}), an empty extension ${median(theirs)} ms (${range(theirs)}), ${rows.length} readings of the editor's own marks`);
  });

  async function measured(): Promise<readonly Readonly<Record<string, number>>[]> {
    const text = await readFile(file, "utf8").catch(() => "");
    return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Readonly<Record<string, number>>);
  }
});

async function pack(folder: string, name: string, manifest: object, code: string): Promise<string> {
  const source = path.join(folder, name);
  const packagePath = path.join(folder, `${name}.vsix`);
  await mkdir(source);
  await writeFile(path.join(source, "package.json"), JSON.stringify({ name, publisher: "tests", version: "1.0.0", engines: { vscode: "^1.106.0" }, main: "./extension.js", ...manifest }));
  await writeFile(path.join(source, "extension.js"), code);
  await writeFile(path.join(source, "README.md"), "Part of the tests.\n");
  await createVSIX({ cwd: source, packagePath, dependencies: false, allowMissingRepository: true, skipLicense: true });
  return packagePath;
}

function median(sorted: readonly number[]): string {
  return (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(1);
}

function range(sorted: readonly number[]): string {
  return `${(sorted[0] ?? Number.NaN).toFixed(1)} to ${(sorted.at(-1) ?? Number.NaN).toFixed(1)}`;
}
