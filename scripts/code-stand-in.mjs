#!/usr/bin/env node
// Stands where the `code` executable would for @vscode/test-electron: the same arguments, but the editor is code-server
// and its window is a headless Chromium. PORTCULLIS_EDITOR chooses "newest" or "oldest"; PORTCULLIS_SUITE_LOG names a file for what the host prints.
import { appendFileSync } from "node:fs";
import { register } from "tsx/esm/api";

register();
const { runExtensionHost } = await import("../test/workbench/host/extensionHost.ts");

const options = Object.fromEntries(
  process.argv
    .slice(2)
    .map((word) => /^--([^=]+)=(.*)$/.exec(word))
    .filter((match) => match !== null)
    .map(([, name, value]) => [name, value]),
);
const file = process.env.PORTCULLIS_SUITE_LOG;
process.exitCode = await runExtensionHost({
  version: process.env.PORTCULLIS_EDITOR,
  extensionDevelopmentPath: options.extensionDevelopmentPath,
  extensionTestsPath: options.extensionTestsPath,
  log: (line) => (file ? appendFileSync(file, `${line}\n`) : console.log(line)),
});
