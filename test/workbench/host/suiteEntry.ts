// Runs in the extension host: mocha over the bundled suites, and the result written where the runner reads it.
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import * as vscode from "vscode";
import type { SuiteResult } from "./suiteResult";

export async function run(): Promise<void> {
  const file = process.env["PORTCULLIS_SUITE_RESULT"];
  if (file === undefined) throw new Error("PORTCULLIS_SUITE_RESULT is not set");
  const mocha = new Mocha({ ui: "bdd", color: false, forbidOnly: true, failZero: true, timeout: 240_000, reporter: Mocha.reporters.Base });
  for (const name of readdirSync(__dirname)) if (name.endsWith(".suite.js")) mocha.addFile(path.join(__dirname, name));
  const window = vscode.env.uiKind === vscode.UIKind.Web ? "web" : "desktop";
  const host = `VS Code ${vscode.version}, ${vscode.env.appHost}, ${window} window, Node ${process.versions.node}`;
  const result = { host, passed: 0, failed: 0, skipped: 0, failures: [] as string[] };
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on("pass", () => (result.passed += 1))
      .on("pending", () => (result.skipped += 1))
      .on("fail", (test, error: unknown) => {
        result.failed += 1;
        result.failures.push(`${test.fullTitle()}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      });
  });
  writeFileSync(file, JSON.stringify(result satisfies SuiteResult));
  if (failures > 0) throw new Error(`${failures} failed`);
}
