// Packs the VSIX from a staging folder that holds only what runs.
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createVSIX } from "@vscode/vsce";
import yauzl from "yauzl";
import { buildExtension } from "./build.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const shipped = ["media", "l10n", "package.nls.json", "README.md", "CHANGELOG.md", "LICENSE"];
const developersOnly = ["scripts", "devDependencies", "dependencies", "private"];

/**
 * Builds and packs the extension for this platform.
 * @param {{ out?: string }} [options] the file to write; build/portcullis.vsix by default
 * @returns {Promise<string>} the VSIX's path
 */
export async function packageExtension({ out = path.join(root, "build", "portcullis.vsix") } = {}) {
  const stage = path.join(root, "build", "stage");
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  await buildExtension();
  await cp(path.join(root, "dist"), path.join(stage, "dist"), { recursive: true });
  for (const name of shipped) {
    if (existsSync(path.join(root, name))) await cp(path.join(root, name), path.join(stage, name), { recursive: true });
  }
  const manifest = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  for (const key of developersOnly) delete manifest[key];
  manifest.engines = { vscode: manifest.engines.vscode };
  await writeFile(path.join(stage, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  // Everything staged is meant; without this file vsce asks whether it is.
  await writeFile(path.join(stage, ".vscodeignore"), "");
  // The README's pictures and links stay as they are: no repository's address is known that they could be rewritten to.
  await createVSIX({ cwd: stage, packagePath: out, dependencies: false, target: vsixTarget(), allowMissingRepository: true, skipLicense: true, rewriteRelativeLinks: false });
  return out;
}

function vsixTarget() {
  return `${process.platform}-${process.arch}`;
}

/**
 * Lists what a VSIX holds.
 * @param {string} file
 * @returns {Promise<string[]>} entry names, like "extension/dist/extension.js"
 */
export function listVsix(file) {
  return new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      const names = [];
      zip.on("entry", (entry) => {
        names.push(entry.fileName);
        zip.readEntry();
      });
      zip.on("end", () => resolve(names));
      zip.on("error", reject);
      zip.readEntry();
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = await packageExtension();
  console.log(`${file}\n${(await listVsix(file)).join("\n")}`);
}
