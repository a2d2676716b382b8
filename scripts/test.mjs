// `npm test`: every step, what failed, and a last line "N passed, N failed, N skipped". Two steps at a time: those without an
// editor give way to those with one, which mostly wait.
// `npm test -- unit ui` runs only the steps whose name contains one of the words.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { register } from "tsx/esm/api";
import { buildAgent } from "./build.mjs";
import { CommandFailed, run } from "./childProcess.mjs";
import { editors, editorsSupported, ensureEditor, ensureNode } from "./editor.mjs";
import { ensureNext } from "./nextApp.mjs";
import { runNodeSuite, testFiles } from "./nodeSuite.mjs";
import { ensureSystemPackages, SystemPackagesMissing } from "./system.mjs";

register();
const { runSuites, DesktopUnavailable } = await import("../test/workbench/host/runSuites.ts");

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const passed = { passed: 1, failed: 0, skipped: 0 };
const skipped = { passed: 0, failed: 0, skipped: 1 };

/** A tool of the toolchain counts as one test: it passes, or its output is the failure. */
async function tool(name, args) {
  await run(process.execPath, [path.join(root, "node_modules", ...name), ...args], { cwd: root, timeoutMs: 300_000 });
  return passed;
}

/** The VSIX and what is staged for it, made once for all the steps that need them. */
let packing;
function packaged() {
  packing ??= run(process.execPath, [path.join(root, "scripts", "package.mjs")], { cwd: root, timeoutMs: 120_000 });
  return packing;
}

/** The agent process as it is, built once for all files that start one; a file that is run by itself builds its own. */
let agent;
function agentBuilt() {
  agent ??= (async () => {
    await mkdir(path.join(root, "build"), { recursive: true });
    const outdir = await mkdtemp(path.join(root, "build", "agent-"));
    await buildAgent({ outdir });
    process.env.PORTCULLIS_TEST_AGENT = path.join(outdir, "agent.js");
    return outdir;
  })();
  return agent;
}

async function nodeSuite(folder, nodeVersion, print) {
  await agentBuilt();
  const files = await testFiles(folder);
  return runNodeSuite(files, { node: editorsSupported ? await ensureNode(nodeVersion) : process.execPath, concurrency: 3, niceness: 10, fileMs: 600_000, print });
}

/** Chromium before the gate and real dev servers, no editor: on the oldest Node, once. */
async function browserSuite(print) {
  // Installed here and not within the time of the first test.
  await ensureNext();
  return runNodeSuite(await testFiles("test/browser"), { node: await ensureNode(editors.oldest.nodeVersion), concurrency: 2, fileMs: 300_000, print });
}

async function hostSuite(host, print) {
  await packaged();
  try {
    const { host: ran, failures, ...counts } = await runSuites(host);
    print(`  in ${ran}`);
    failures.forEach((failure) => print(`  FAILED ${failure}`));
    return counts;
  } catch (error) {
    if (!(error instanceof DesktopUnavailable)) throw error;
    print(`  skipped: desktop VS Code (${error.message})`);
    return skipped;
  }
}

async function uiSuite(print) {
  await packaged();
  // Installed here and not within the time of the first test.
  await ensureEditor("newest");
  return runNodeSuite(await testFiles("test/workbench/ui"), { node: await ensureNode(editors.newest.nodeVersion), fileMs: 1_000_000, print });
}

/** Steps for which this machine's Chromium and compiler are set up. */
const needsSystem = (name) => name.includes("VS Code") || name.includes("browser");

/** Steps that need an editor or a Node of ours, where there is none for the system. */
function withEditor(step) {
  if (editorsSupported) return step;
  return (print) => {
    print(`  skipped: VS Code in the browser (packages exist for Linux on x64 and arm64, this is ${process.platform} ${process.arch}; press F5 for desktop VS Code)`);
    return skipped;
  };
}

const nodes = editorsSupported ? [editors.oldest.nodeVersion, editors.newest.nodeVersion] : [process.versions.node];
const steps = [
  { name: "types", work: () => tool(["typescript", "bin", "tsc"], ["-p", ".", "--noEmit"]) },
  { name: "types, webview", work: () => tool(["typescript", "bin", "tsc"], ["-p", "src/webview", "--noEmit"]) },
  { name: "lint", work: () => tool(["eslint", "bin", "eslint.js"], [".", "--max-warnings", "0"]) },
  ...["unit", "gate"].flatMap((name) => nodes.map((version) => ({ name: `${name}, Node ${version}`, work: (print) => nodeSuite(`test/${name}`, version, print) }))),
  { name: `browser, Node ${nodes[0]}`, work: withEditor(browserSuite) },
  { name: `host, VS Code ${editors.oldest.vscodeVersion}`, work: withEditor((print) => hostSuite("oldest", print)) },
  { name: `host, VS Code ${editors.newest.vscodeVersion}`, work: withEditor((print) => hostSuite("newest", print)) },
  { name: "host, desktop VS Code", work: (print) => hostSuite("desktop", print) },
  { name: `ui, VS Code ${editors.newest.vscodeVersion}`, work: withEditor(uiSuite) },
];

const words = process.argv.slice(2);
const chosen = steps.filter((step) => words.length === 0 || words.some((word) => step.name.includes(word)));
const total = { passed: 0, failed: 0, skipped: 0 };
const began = Date.now();
try {
  if (chosen.length === 0) throw new Error(`No step is named like ${words.join(" or ")}. There are: ${steps.map((step) => step.name).join("; ")}`);
  if (editorsSupported && chosen.some((step) => needsSystem(step.name))) await ensureSystemPackages();
  const [withEditors, others] = [chosen.filter(({ name }) => needsSystem(name)), chosen.filter(({ name }) => !needsSystem(name))];
  await Promise.all([inTurn(withEditors), inTurn(others)]);
} catch (error) {
  console.log(error instanceof SystemPackagesMissing ? error.message : error);
  total.failed += 1;
} finally {
  if (agent !== undefined) await rm(await agent, { recursive: true, force: true });
}
console.log(`Took ${seconds(began)}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
// A test that left something open must not keep the result waiting.
process.exit(total.failed > 0 ? 1 : 0);

async function inTurn(steps) {
  for (const step of steps) await account(step);
}

/** What a step prints comes in one piece, when it is done. */
async function account({ name, work }) {
  const started = Date.now();
  const lines = [];
  let counts;
  try {
    counts = await work((line) => void lines.push(line));
    if (counts.passed + counts.failed + counts.skipped === 0) throw new Error("There is no test in it.");
  } catch (error) {
    lines.push(`  FAILED ${error instanceof CommandFailed ? error.message : error instanceof Error ? error.stack : String(error)}`);
    counts = { passed: 0, failed: 1, skipped: 0 };
  }
  for (const key of Object.keys(total)) total[key] += counts[key];
  console.log([`▸ ${name}`, ...lines, `  ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds(started)}`].join("\n"));
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
