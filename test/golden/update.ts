// Writes the golden policies anew: `npm run golden`. What changed is for a person to read before it is committed.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { goldenFolder, policyFiles } from "./policyFiles";

await rm(goldenFolder, { recursive: true, force: true });
await mkdir(goldenFolder, { recursive: true });
for (const [file, text] of policyFiles()) await writeFile(file, text);
console.log(`${policyFiles().size} files in ${goldenFolder}`);
