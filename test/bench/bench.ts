// One run on the Node that runs this file. Each section is a chapter of its own in the kept results.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { chapterText, keep, type Chapter } from "../soak/results";
import { exchangesChapter, upload, webSocket } from "./exchanges";
import { pageChapter } from "./page";
import { profileChapter } from "./profile";
import { requestsChapter } from "./requests";
import type { Section } from "./section";

const file = path.join(import.meta.dirname, "..", "..", "bench", "RESULTS.md");
const opening = `# Bench

The last results of \`npm run bench\`. Within one run all targets have the same upstream and the same load, so that the ratios mean something; the absolute figures are this machine's on that day. CPU is that of the proxy's own processes, user and system.`;

const node = `Node ${process.versions.node.split(".", 1)[0] ?? ""}`;
const sections: Readonly<Record<string, { readonly title: string; readonly run: (section: Section) => Promise<Chapter> }>> = {
  requests: { title: node, run: requestsChapter },
  upload: { title: `${node}, uploads`, run: (section) => exchangesChapter(upload, section) },
  websocket: { title: `${node}, WebSockets`, run: (section) => exchangesChapter(webSocket, section) },
  page: { title: `${node}, a page of 1,000 modules`, run: pageChapter },
  profile: { title: `${node}, where the time goes`, run: profileChapter },
};

const [seconds = "1", rounds = "3", only = ""] = process.argv.slice(2);
const chosen = only === "" ? Object.keys(sections) : only.split(",");
let broken = false;
for (const name of chosen) {
  const section = sections[name];
  if (section === undefined) throw new Error(`--only takes ${Object.keys(sections).join(", ")}.`);
  const chapter = await section.run({ title: section.title, seconds: Number(seconds), rounds: Number(rounds) });
  console.log(`\n${chapterText(chapter)}\n`);
  await mkdir(path.dirname(file), { recursive: true });
  await keep(file, opening, [chapter]);
  broken ||= chapter.verdicts.some(({ kind, held }) => kind === "promise" && !held);
}
process.exit(broken ? 1 : 0);
