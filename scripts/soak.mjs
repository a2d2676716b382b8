// `npm run soak`: kills, outages, floods, a million requests and many sign-ins against a real agent process, and an editor under load, in about half an hour; the results
// are kept in bench/SOAK.md. `npm run soak -- recovery kills` runs only the sections named. On the newest editor's Node.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CommandFailed, run } from "./childProcess.mjs";
import { editors, editorsSupported, ensureNode } from "./editor.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
if (process.platform !== "linux") {
  console.log("The soak reads /proc to see processes end and memory grow: it runs on Linux.");
  process.exit(1);
}
const node = editorsSupported ? await ensureNode(editors.newest.nodeVersion) : process.execPath;
const { NODE_OPTIONS: _, ...env } = process.env;
try {
  await run(node, ["--import", "tsx", path.join(root, "test", "soak", "soak.ts"), ...process.argv.slice(2)], { cwd: root, env, timeoutMs: 3_600_000, show: true });
} catch (error) {
  if (!(error instanceof CommandFailed)) throw error;
  process.exit(1);
}
