// Looks for secrets in whatever could have kept one: files, processes, the browser's storage; plain and in base64.
import { lstat, readFile, readdir } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import type { RunningProcess } from "../harness/processes";

/** What each secret is called in a finding; the findings never hold the secret itself. */
export type Secrets = Readonly<Record<string, string>>;

interface Needle {
  readonly name: string;
  readonly bytes: Buffer;
}

/** As text, and as any base64 text that has it somewhere inside. */
function needles(secrets: Secrets): readonly Needle[] {
  return Object.entries(secrets).flatMap(([name, secret]) => [
    { name, bytes: Buffer.from(secret) },
    ...[0, 1, 2].flatMap((before) => {
      const text = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString("base64");
      // The first and last letters also depend on what stands beside the secret.
      const inner = text.slice(before === 0 ? 0 : 4, text.length - 4);
      return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")].map((one) => ({ name: `${name} in base64`, bytes: Buffer.from(one) }));
    }),
  ]);
}

function namesIn(content: Buffer, wanted: readonly Needle[]): readonly string[] {
  return [...new Set(wanted.filter(({ bytes }) => content.includes(bytes)).map(({ name }) => name))];
}

/** The names of the secrets that a text has, plain or in base64. */
export function inText(text: string, secrets: Secrets): readonly string[] {
  return namesIn(Buffer.from(text), needles(secrets));
}

export interface Searched {
  /** Like "authtoken in data/logs/x.log". */
  readonly found: readonly string[];
  /** What was looked at, to show that it was. */
  readonly places: readonly string[];
}

/** Every file below the folder. */
export async function searchFiles(folder: string, secrets: Secrets): Promise<Searched> {
  const wanted = needles(secrets);
  const found: string[] = [];
  const places: string[] = [];
  for (const name of await namesBelow(folder)) {
    const file = path.join(folder, name);
    // One that went away while we were looking holds nothing any more.
    if (!(await lstat(file).catch(() => undefined))?.isFile()) continue;
    const content = await readFile(file).catch(() => undefined);
    if (!content) continue;
    places.push(name);
    found.push(...namesIn(content, wanted).map((secret) => `${secret} in ${name}`));
  }
  return { found, places };
}

async function namesBelow(folder: string, below = ""): Promise<readonly string[]> {
  // A folder that went away while we were looking holds nothing any more.
  const entries = await readdir(path.join(folder, below), { withFileTypes: true }).catch(() => []);
  const names = await Promise.all(entries.map(async (entry) => {
    const name = path.join(below, entry.name);
    return entry.isDirectory() ? namesBelow(folder, name) : [name];
  }));
  return names.flat();
}

/** Command lines and environments. */
export function searchProcesses(processes: readonly RunningProcess[], secrets: Secrets): Searched {
  const wanted = needles(secrets);
  const texts = processes.flatMap(({ pid, commandLine, environment }) => [
    { name: `the command line of ${pid}`, text: commandLine.join(" ") },
    { name: `the environment of ${pid}`, text: JSON.stringify(environment) },
  ]);
  return { found: texts.flatMap(({ name, text }) => namesIn(Buffer.from(text), wanted).map((secret) => `${secret} in ${name}`)), places: texts.map(({ name }) => name) };
}

/** What the page shows, and its storage: the web workbench keeps the editor's state there. */
export async function searchPage(page: Page, secrets: Secrets): Promise<Searched> {
  const wanted = needles(secrets);
  const kept = await page.evaluate<Readonly<Record<string, string>>>(readEverything);
  return { found: Object.entries(kept).flatMap(([name, text]) => namesIn(Buffer.from(text), wanted).map((secret) => `${secret} in ${name}`)), places: Object.keys(kept) };
}

const readEverything = `(async () => {
  const asked = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
  const kept = { "the page": document.documentElement.outerHTML, sessionStorage: JSON.stringify(Object.entries(sessionStorage)) };
  for (const [name, value] of Object.entries(localStorage)) kept["localStorage " + name] = value;
  const text = (value) => value instanceof Uint8Array ? new TextDecoder().decode(value) : typeof value === "string" ? value : JSON.stringify(value) ?? "";
  for (const { name } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const objects = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([asked(objects.getAllKeys()), asked(objects.getAll())]);
      kept["IndexedDB " + name + "/" + store] = keys.map(text).join("\\n") + "\\n" + values.map(text).join("\\n");
    }
    database.close();
  }
  return kept;
})()`;
