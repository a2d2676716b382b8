// Child processes of the scripts: output kept for the error message, time bounded, whole process groups ended.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const shownLines = 40;

/** A command that failed; its message says which and ends with what it printed. */
export class CommandFailed extends Error {
  name = "CommandFailed";
}

/**
 * Runs a command to its end. Rejects with its last lines when it fails or takes longer than `timeoutMs`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, show?: boolean }} [options] `show` passes output through as well
 * @returns {Promise<string>} what it printed
 */
export function run(command, args, { cwd, env = process.env, timeoutMs = 600_000, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: process.platform !== "win32" });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString("utf8");
      if (show) process.stdout.write(chunk);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const untrack = endWithUs(child);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      signalGroup(child, "SIGKILL");
    }, timeoutMs);
    const settle = (/** @type {string | undefined} */ failure) => {
      clearTimeout(timer);
      untrack();
      if (failure === undefined) resolve(output);
      else reject(new CommandFailed([`${command} ${args.join(" ")}: ${failure}`, ...output.trimEnd().split("\n").slice(-shownLines)].join("\n")));
    };
    child.on("error", (error) => settle(error.message));
    child.on("close", (code, signal) => {
      if (late) settle(`not finished after ${timeoutMs / 1000} s`);
      else if (code === 0) settle(undefined);
      else settle(signal ? `ended by ${signal}` : `exit code ${code}`);
    });
  });
}

/** Signals a detached child's whole group; one that is gone already is fine. */
export function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Whether any process of the child's group still runs. */
export function groupAlive(child) {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  return process.platform !== "linux" || someRuns(child.pid);
}

/** What has ended counts as a member until its parent asks for it, and where that is the first process of a container, that takes seconds. */
function someRuns(group) {
  return readdirSync("/proc").some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The name may contain blanks and brackets; what follows its last bracket is "state parent group …".
      const [state, , its] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(its) === group && state !== "Z" && state !== "X";
    } catch {
      // It ended while being read.
      return false;
    }
  });
}

/** Ends a detached child's group: politely, then by force, and waits until it is gone. */
export async function endGroup(child, { politeMs = 5000 } = {}) {
  for (const [signal, waitMs] of /** @type {const} */ ([["SIGTERM", politeMs], ["SIGKILL", 30_000]])) {
    signalGroup(child, signal);
    const until = Date.now() + waitMs;
    while (groupAlive(child) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 25));
    if (!groupAlive(child)) return;
  }
  throw new Error(`Process group ${child.pid} outlived SIGKILL.`);
}

const tracked = new Set();
let watching = false;

/** A detached child does not get the terminal's Ctrl-C: this ends its group when we end. Returns the undo. */
export function endWithUs(child) {
  if (!watching) {
    watching = true;
    // Not SIGKILL: a test file has to end the groups that it started itself.
    process.on("exit", () => tracked.forEach((one) => signalGroup(one, "SIGTERM")));
    for (const [signal, number] of /** @type {const} */ ([["SIGINT", 2], ["SIGTERM", 15], ["SIGHUP", 1]])) {
      process.on(signal, () => {
        if (process.listenerCount(signal) === 1) process.exit(128 + number);
      });
    }
  }
  tracked.add(child);
  return () => void tracked.delete(child);
}
