// What the machine must have: a Chromium to drive, a font, and a compiler for the editor's two native parts.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { run } from "./childProcess.mjs";

const chromiumNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @returns {string | undefined} path of a Chromium: PORTCULLIS_CHROMIUM, or the first one installed */
export function findChromium() {
  const chosen = process.env.PORTCULLIS_CHROMIUM;
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`PORTCULLIS_CHROMIUM names ${chosen}, which does not exist.`);
    return chosen;
  }
  return chromiumNames.map(onPath).find((found) => found !== undefined);
}

function onPath(name) {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/bin"];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

function missingPackages(browser) {
  const needed = [
    ["chromium", !browser || findChromium() !== undefined],
    ["fonts-dejavu-core", !browser || existsSync("/usr/share/fonts/truetype/dejavu") || existsSync("/usr/share/fonts/dejavu-sans-fonts") || existsSync("/usr/share/fonts/TTF")],
    ["g++", onPath("g++") !== undefined],
    ["make", onPath("make") !== undefined],
    ["python3", onPath("python3") !== undefined],
  ];
  return needed.filter(([, present]) => !present).map(([name]) => name);
}

/**
 * Installs what is missing when it may (root, Debian or Ubuntu); otherwise throws an Error whose message is the line to run.
 * @param {{ browser?: boolean, log?: (line: string) => void }} [options] without `browser`, only what the editor's install needs
 */
export async function ensureSystemPackages({ browser = true, log = console.log } = {}) {
  const missing = missingPackages(browser);
  if (missing.length === 0) return;
  const names = missing.join(" ");
  const byHand = new SystemPackagesMissing(`Missing on this machine: ${names}. Install with: sudo apt-get install -y --no-install-recommends ${names}`);
  if (process.getuid?.() !== 0 || !(await isDebian())) throw byHand;
  log(`Installing ${names} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-q"], { env, timeoutMs: 300_000 });
  await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...missing], { env, timeoutMs: 900_000 });
  const left = missingPackages(browser);
  if (left.length > 0) throw new SystemPackagesMissing(`apt-get ran, and ${left.join(" ")} is still missing.`);
}

export class SystemPackagesMissing extends Error {
  name = "SystemPackagesMissing";
}

async function isDebian() {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
}
