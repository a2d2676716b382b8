import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import { runTool } from "../../../src/ports/runTool";

const node = (script: string, timeoutMs = 120_000, signal?: AbortSignal) => runTool(process.execPath, ["-e", script], { timeoutMs, signal });
const unavailable = (reason: string) => (failure: unknown) => failure instanceof ExpectedError && failure.code === "port.listUnavailable" && failure.facts["reason"] === reason;

describe("runTool", () => {
  it("gives output and exit code, also when the code is not 0", async () => {
    assert.deepEqual(await node("process.stdout.write('some'); process.exitCode = 1"), { stdout: "some", exitCode: 1 });
  });

  it("runs in the C locale", async () => {
    assert.equal((await node("process.stdout.write(process.env.LC_ALL)")).stdout, "C");
  });

  it("ends a program that takes too long or says too much, and says which", async () => {
    await assert.rejects(node("setInterval(() => {}, 1000)", 200), unavailable("timeout"));
    await assert.rejects(node("process.stdout.write('x'.repeat(17 * 1024 * 1024))"), unavailable("ERR_CHILD_PROCESS_STDIO_MAXBUFFER"));
  });

  it("says when the program was killed by somebody else", async () => {
    await assert.rejects(node("process.kill(process.pid, 'SIGKILL')"), unavailable("SIGKILL"));
  });

  it("ends with the signal's reason", async () => {
    const reason = new Error("enough");
    const abort = new AbortController();
    const running = node("setInterval(() => {}, 1000)", 120_000, abort.signal);
    abort.abort(reason);
    await assert.rejects(running, reason);
  });
});
