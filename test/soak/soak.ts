import path from "node:path";
import { mkdir } from "node:fs/promises";
import { duration } from "./figures";
import { endOfLife } from "./endOfLife";
import { extensionHost } from "./extensionHost";
import { floodOfStrangers } from "./flood";
import { fuzz } from "./fuzz";
import { kills } from "./kills";
import { outages } from "./outages";
import { recovery } from "./recovery";
import { chapterText, keep, type Chapter } from "./results";
import { requests } from "./requests";
import { signIns } from "./signIns";
import { strangers } from "./strangers";

const file = path.join(import.meta.dirname, "..", "..", "bench", "SOAK.md");
const opening = `# Soak

The last results of \`npm run soak\`, section by section. Everything is real but ngrok's edge, which is a stand-in on loopback, and the visitors, who are a Node client. A promise that is broken fails the run; an aim that is missed is said.`;

const sections: Readonly<Record<string, () => Promise<Chapter>>> = { recovery, outages, endOfLife, kills, signIns, flood: floodOfStrangers, requests, strangers, extensionHost, fuzz };

/** Runs the sections named, or all. @returns the exit code */
async function soak(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in sections));
  if (unknown.length > 0) {
    console.log(`There is no section ${unknown.join(", ")}. There are: ${Object.keys(sections).join(", ")}`);
    return 1;
  }
  const began = Date.now();
  let broken = 0;
  for (const [name, run] of Object.entries(sections)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const started = Date.now();
    console.log(`▸ ${name}`);
    try {
      const chapter = await run();
      broken += chapter.verdicts.filter(({ kind, held }) => kind === "promise" && !held).length;
      console.log(`\n${chapterText(chapter)}\n`);
      await mkdir(path.dirname(file), { recursive: true });
      await keep(file, opening, [chapter]);
    } catch (error) {
      broken++;
      console.log(`  FAILED ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    console.log(`  took ${duration(Date.now() - started)}`);
  }
  console.log(`${broken === 0 ? "Every promise held" : `${broken} promises broken`}; took ${duration(Date.now() - began)}. Kept in bench/SOAK.md`);
  return broken === 0 ? 0 : 1;
}

process.exit(await soak(process.argv.slice(2)));
