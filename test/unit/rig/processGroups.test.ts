import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { endGroup, groupAlive } from "../../../scripts/childProcess.mjs";

const script = (text: string) => spawn("sh", ["-c", text], { detached: true, stdio: ["ignore", "pipe", "ignore"] });

/** As /proc says it: R, S, Z … */
function stateOf({ pid }: ChildProcess): string {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.charAt(stat.lastIndexOf(")") + 2);
}

describe("the group of a process that was started", { skip: process.platform === "linux" ? false : "read from /proc" }, () => {
  it("is gone when all of it has ended, though nobody has asked yet how", async () => {
    const child = script("exit 0");
    // This process can't ask while it does not come to its event loop.
    while (stateOf(child) !== "Z");
    assert.equal(groupAlive(child), false);
    await once(child, "exit");
  });

  it("is there for as long as somebody in it runs, the one that was started or not, and ends", async () => {
    const child = script("sleep 1000 & echo started; exit 0");
    await Promise.all([once(child.stdout, "data"), once(child, "exit")]);
    assert.equal(groupAlive(child), true);
    await endGroup(child);
    assert.equal(groupAlive(child), false);
  });
});
