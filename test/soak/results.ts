// What a run found, on screen and in a kept file: one chapter per section, so that a run of one section renews its own alone.
import { readFile, writeFile } from "node:fs/promises";
import os from "node:os";

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Verdict {
  readonly what: string;
  /** An aim that is missed is said and fails nothing; a promise that is broken fails the run. */
  readonly kind: "promise" | "aim";
  readonly held: boolean;
}

export interface Chapter {
  readonly title: string;
  /** One or two sentences: what was done. */
  readonly what: string;
  readonly tables: readonly Table[];
  readonly verdicts: readonly Verdict[];
}

/** Date, processor, cores and Node; nothing that names the machine. */
export function machine(): string {
  const [cpu] = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${new Date().toISOString().slice(0, 10)}, ${cpu?.model.trim() ?? "unknown processor"}, ${os.availableParallelism()} cores, ${memory} GB, ${os.type()}, Node ${process.versions.node}`;
}

function tableText({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

function verdictText({ what, kind, held }: Verdict): string {
  return `- ${held ? "held" : kind === "promise" ? "**BROKEN**" : "**missed**"}: ${what}`;
}

export function chapterText({ title, what, tables, verdicts }: Chapter): string {
  return [`## ${title}`, what, `${machine()}.`, ...tables.map(tableText), verdicts.map(verdictText).join("\n")].filter((part) => part !== "").join("\n\n");
}

/** Replaces the chapters of the same titles and keeps the others. @param opening the file's first lines */
export async function keep(file: string, opening: string, chapters: readonly Chapter[]): Promise<void> {
  const before = await readFile(file, "utf8").catch(() => "");
  const kept = new Map(before.split(/^(?=## )/m).slice(1).map((text) => [/^## (.*)/.exec(text)?.[1] ?? "", text.trim()]));
  for (const chapter of chapters) kept.set(chapter.title, chapterText(chapter));
  await writeFile(file, `${[opening.trim(), ...kept.values()].join("\n\n")}\n`);
}
