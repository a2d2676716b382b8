// Runs node:test files with a chosen Node: one process per file, each with a bound, each with at least one test.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { endGroup, endWithUs } from "./childProcess.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const reporter = pathToFileURL(path.join(root, "scripts", "testReporter.mjs")).href;
const keptOutput = 20_000;

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** The *.test.ts files under a folder of the repository, in order. */
export async function testFiles(folder) {
  const names = await readdir(path.join(root, folder), { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith(".test.ts")).sort().map((name) => path.join(root, folder, name));
}

/**
 * Runs the files, prints what failed, was skipped, was measured and took longest, and counts.
 * @param {readonly string[]} files absolute
 * @param {{ node?: string, concurrency?: number, fileMs?: number, niceness?: number, print?: (text: string) => void }} [options] `fileMs` bounds each file
 * @returns {Promise<Counts>}
 */
export async function runNodeSuite(files, { node = process.execPath, concurrency = 1, fileMs = 600_000, niceness = 0, print = console.log } = {}) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const waiting = [...files];
  const took = [];
  const reports = await mkdtemp(path.join(os.tmpdir(), "pc-tests-"));
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const began = Date.now();
      const outcomes = await runFile(file, { node, fileMs, niceness, reports });
      took.push({ file, seconds: (Date.now() - began) / 1000 });
      for (const one of outcomes) {
        if (one.outcome === "figure") {
          print(`  ${one.text}`);
          continue;
        }
        counts[one.outcome] += 1;
        if (one.outcome === "failed") print(`  FAILED ${path.relative(root, file)}: ${one.title}\n${one.text.replace(/^/gm, "    ")}`);
        if (one.outcome === "skipped") print(`  skipped: ${one.title} (${one.text})`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
  const longest = took.sort((a, b) => b.seconds - a.seconds).slice(0, 6);
  if (took.length > longest.length) print(`  longest: ${longest.map(({ file, seconds }) => `${path.basename(file, ".test.ts")} ${seconds.toFixed(0)} s`).join(", ")}`);
  return counts;
}

async function runFile(file, { node, fileMs, niceness, reports }) {
  const report = path.join(reports, path.relative(root, file).replaceAll(path.sep, "-"));
  const args = ["--import", "tsx", `--test-reporter=${reporter}`, `--test-reporter-destination=${report}`, file];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(node, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  // What it starts inherits it.
  if (niceness !== 0 && child.pid !== undefined) os.setPriority(child.pid, niceness);
  const untrack = endWithUs(child);
  let output = "";
  const keep = (chunk) => void (output = (output + chunk.toString("utf8")).slice(-keptOutput));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const exit = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve("late"), fileMs);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      resolve(signal ?? code);
    });
  });
  // What a test started and left behind goes with its file.
  await endGroup(child, { politeMs: exit === "late" ? 5000 : 1000 });
  untrack();
  const lines = (await readFile(report, "utf8").catch(() => "")).split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  const figures = lines.filter((one) => one.outcome === "figure");
  const outcomes = lines.filter((one) => one.outcome !== "figure");
  const failed = outcomes.some((one) => one.outcome === "failed");
  const complaint = (title) => outcomes.push({ outcome: "failed", title, text: `It printed:\n${output.trimEnd() || "nothing"}` });
  if (exit === "late") complaint(`did not end within ${fileMs / 1000} s${outcomes.length > 0 ? `; the last test that ended: ${outcomes.at(-1).title}` : ""}`);
  else if (exit !== 0 && !failed) complaint(`ended with ${exit} though no test failed`);
  else if (outcomes.length === 0) complaint("has no test");
  else if (failed && output.trim() !== "") outcomes.findLast((one) => one.outcome === "failed").text += `\nThe file printed:\n${output.trimEnd()}`;
  return [...figures, ...outcomes];
}
