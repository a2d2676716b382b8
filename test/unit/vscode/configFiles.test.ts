import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { readConfigFile } from "../../../src/vscode/stores/configFiles";

const folder = mkdtempSync(join(tmpdir(), "pc-config-"));
const { signal } = new AbortController();
const at = (name: string) => join(folder, name);

describe("readConfigFile", () => {
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("reads a file", async () => {
    writeFileSync(at("good.yml"), "version: 2\nauthtoken: tok\ntunnels: { web: { proto: http, addr: 80 } }\n");
    const file = await readConfigFile(at("good.yml"), signal);
    assert.ok(file && "config" in file);
    assert.deepEqual([file.path, file.config.authtoken, file.config.endpoints.length], [at("good.yml"), "tok", 1]);
  });

  it("knows what isn't there from what can't be read, and names the line of what is broken", async () => {
    assert.equal(await readConfigFile(at("absent.yml"), signal), undefined);
    assert.equal(await readConfigFile(join(at("good.yml"), "below.yml"), signal), undefined);
    writeFileSync(at("broken.yml"), "version: 2\ntunnels: [\n");
    writeFileSync(at("large.yml"), "");
    truncateSync(at("large.yml"), 5_000_000);
    const problem = async (name: string) => {
      const file = await readConfigFile(at(name), signal);
      return file && "problem" in file ? [file.problem.code, file.problem.facts["line"] ?? file.problem.facts["why"]] : file;
    };
    assert.deepEqual(await problem("broken.yml"), ["input.invalid", 3]);
    assert.deepEqual(await problem("large.yml"), ["import.unreadable", "larger than 4 MB"]);
    assert.deepEqual(await problem("."), ["import.unreadable", "not a file"]);
  });

  it("waits for no pipe, and reads no device that never ends", { skip: process.platform === "win32" ? "Windows has none in folders" : false }, async () => {
    execFileSync("mkfifo", [at("pipe")]);
    for (const path of [at("pipe"), "/dev/zero"]) {
      const file = await readConfigFile(path, signal);
      assert.ok(file && "problem" in file && file.problem.facts["why"] === "not a file", path);
    }
  });

  it("stops when it is told to", async () => {
    const stopped = new AbortController();
    stopped.abort(new Error("left"));
    await assert.rejects(readConfigFile(at("good.yml"), stopped.signal), /left/);
  });
});
