// One suite, several hosts: the same bundled tests in the oldest and newest code-server, and in desktop VS Code.
import { build } from "esbuild";
import { readFile, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { ensureEditor, type EditorName } from "../../../scripts/editor.mjs";
import type { SuiteResult } from "./suiteResult";

export type HostName = EditorName | "desktop";

const root = path.join(import.meta.dirname, "..", "..", "..");
const bundled = path.join(root, "build", "host-suite");

/** Runs every test/workbench/host/*.suite.ts on what was packed last; throws when the suite did not say how it went. */
export async function runSuites(host: HostName): Promise<SuiteResult> {
  await bundleSuites();
  const resultFile = path.join(root, "build", `host-suite-${host}.json`);
  const logFile = path.join(root, "build", `host-suite-${host}.log`);
  await Promise.all([resultFile, logFile].map((file) => rm(file, { force: true })));
  const executable = host === "desktop" ? await desktop() : path.join(root, "scripts", "code-stand-in.mjs");
  if (host !== "desktop") await ensureEditor(host);
  const exit = await runTests({
    vscodeExecutablePath: executable,
    // What is packed is what is tested.
    extensionDevelopmentPath: path.join(root, "build", "stage"),
    extensionTestsPath: path.join(bundled, "suiteEntry.js"),
    extensionTestsEnv: { PORTCULLIS_SUITE_RESULT: resultFile, PORTCULLIS_SUITE_LOG: logFile, PORTCULLIS_EDITOR: host },
  }).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const result = await readResult(resultFile);
  if (result === undefined) throw new Error(`The suite in ${host} wrote no result; its host ended with: ${exit}. It printed:\n${await tail(logFile)}`);
  return result;
}

async function bundleSuites(): Promise<void> {
  const suites = (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".suite.ts"));
  await rm(bundled, { recursive: true, force: true });
  await build({
    entryPoints: ["suiteEntry.ts", ...suites].map((name) => path.join(import.meta.dirname, name)),
    outdir: bundled,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    sourcemap: "inline",
    // What require("mocha") answers differs between the editors' Nodes; its CommonJS file does not.
    alias: { mocha: "mocha/lib/mocha.cjs" },
    external: ["vscode", "mocha/lib/mocha.cjs"],
    logLevel: "warning",
  });
}

async function readResult(file: string): Promise<SuiteResult | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as SuiteResult);
}

async function tail(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "nothing");
  return text.split("\n").slice(-60).join("\n");
}

/** Why desktop VS Code is left out, as a person reads it. */
export class DesktopUnavailable extends Error {}

async function desktop(): Promise<string> {
  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"]) throw new DesktopUnavailable("there is no display");
  try {
    return await downloadAndUnzipVSCode({ version: "stable", timeout: 10_000 });
  } catch (cause) {
    throw new DesktopUnavailable(`it can't be downloaded: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
