// Next.js for the tests, from the lock file beside test/rig/upstreams/next/package.json: too large for everybody's `npm install`.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, installOnce, npm } from "./installOnce.mjs";

/** Counts up when the way of installing changes. */
const layout = "r1";
const fixture = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "test", "rig", "upstreams", "next");

/**
 * Installs Next.js unless it is there, with the native part of this platform alone.
 * @param {{ log?: (line: string) => void }} [options] hears progress lines
 * @returns {Promise<string>} a folder; what lies below it finds `next`, `react` and `react-dom`
 */
export async function ensureNext({ log = console.log } = {}) {
  const files = await Promise.all(["package.json", "package-lock.json"].map(async (name) => ({ name, content: await readFile(path.join(fixture, name), "utf8") })));
  const digest = createHash("sha256").update(files.map(({ content }) => content).join("\0")).digest("hex").slice(0, 12);
  const { next } = JSON.parse(files[0].content).dependencies;
  const folder = path.join(cacheFolder("next"), `${next}-${digest}-${process.platform}-${process.arch}-${layout}`);
  const needs = "It comes from the npm registry. Check that `npm ping` works, and that there is 1 GB free";
  await installOnce({ folder, what: `Next.js ${next}`, needs, log }, async (staging) => {
    for (const { name, content } of files) await writeFile(path.join(staging, name), content);
    // Not `npm ci`: that refuses a lock file which lacks other systems' native parts, as one made behind a partial mirror does.
    await npm(["install", "--ignore-scripts", "--no-save"], staging, {}, 240_000);
  });
  return folder;
}
