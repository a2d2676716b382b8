// `npm run bench`: what the gate costs, as ratios beside a plain nginx and Apache's mod_auth_openidc in the same run; the
// results are kept in bench/RESULTS.md. `--install` installs the peers that are missing (root, Debian or Ubuntu);
// `--node 24` runs on one of the two Nodes alone; `--only upload,page` some of the sections `requests`, `upload`, `websocket`,
// `page` (that one needs Chromium) and `profile`, where the gate's time goes; the results of the others are kept.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CommandFailed, run } from "./childProcess.mjs";
import { editors, editorsSupported, ensureNode } from "./editor.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const packages = [
  ["nginx-light", "/usr/sbin/nginx"],
  ["apache2", "/usr/sbin/apache2"],
  ["libapache2-mod-auth-openidc", "/usr/lib/apache2/modules/mod_auth_openidc.so"],
  ["wrk", "/usr/bin/wrk"],
];
const { values } = parseArgs({
  options: {
    install: { type: "boolean", default: false },
    node: { type: "string", default: "22,24" },
    seconds: { type: "string", default: "1" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
  },
});

if (process.platform !== "linux") {
  console.log("The bench reads CPU time from /proc: it runs on Linux.");
  process.exit(1);
}
const missing = packages.filter(([, file]) => !existsSync(file)).map(([name]) => name);
if (missing.length > 0 && values.install) await install(missing);
else if (missing.length > 0) console.log(`Missing here, and so in the comparison: ${missing.join(", ")}. \`npm run bench -- --install\` installs them (as root).`);

for (const version of values.node.split(",")) {
  const node = editorsSupported ? await ensureNode(nodeVersion(version)) : process.execPath;
  const { NODE_OPTIONS: _, ...env } = process.env;
  const args = ["--import", "tsx", path.join(root, "test", "bench", "bench.ts"), values.seconds, values.rounds, values.only];
  try {
    await run(node, args, { cwd: root, env, timeoutMs: 1_800_000, show: true });
  } catch (error) {
    // What it printed was shown.
    if (!(error instanceof CommandFailed)) throw error;
    process.exitCode = 1;
  }
}

function nodeVersion(major) {
  const found = [editors.oldest, editors.newest].map(({ nodeVersion: version }) => version).find((version) => version.startsWith(`${major}.`));
  if (found === undefined) throw new Error(`--node takes ${[editors.oldest, editors.newest].map(({ nodeVersion: version }) => version.split(".", 1)[0]).join(" or ")}.`);
  return found;
}

/** Debian starts no service in runlevel 1; the bench starts its own, on loopback. */
async function install(names) {
  if (process.getuid?.() !== 0) throw new Error(`Only root may install: sudo apt-get install -y --no-install-recommends ${names.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  console.log(`Installing ${names.join(" ")} with apt-get …`);
  await run("apt-get", ["update", "-q"], { env, timeoutMs: 300_000 });
  await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...names], { env, timeoutMs: 900_000 });
}
