// A real `next dev` as `create-next-app` leaves it: nothing about hosts configured, Turbopack, App Router. Nothing leaves the machine.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { endGroup, endWithUs } from "../../../scripts/childProcess.mjs";
import { sweep } from "../../../scripts/installOnce.mjs";
import { ensureNext } from "../../../scripts/nextApp.mjs";
import { freePort } from "../freePort";
import { until } from "../shareRig";
import { originOf, type Recorded, type Upstream } from "./recording";

export interface NextApp extends Upstream {
  readonly folder: string;
  /** Changes a component that runs in the browser; an open page follows without a reload. `text` must be free of markup. */
  edit(text: string): Promise<void>;
  /** Changes a component that runs on the server; an open page follows without a reload. */
  editPage(text: string): Promise<void>;
  /** As a developer does who serves it under another name: the server restarts by itself. */
  allowOrigin(host: string): Promise<void>;
}

const message = (text: string) => `"use client";
import { useActionState, useEffect, useState } from "react";
import { greet } from "./actions";

export function Message() {
  const [mark, setMark] = useState("");
  const [greeting, act] = useActionState(greet, "");
  // Random per page load: it stays the same when an edit arrives without a reload.
  useEffect(() => setMark(window.mark ??= Math.random().toString(36).slice(2)), []);
  return <>
    <h1 id="message">${text}</h1><p id="loads">{mark}</p>
    <form action={act}><input name="name" /><button id="greet">Greet</button></form><p id="greeting">{greeting}</p>
  </>;
}
`;
const page = (text: string) => `import { Message } from "./message";

export default function Page() {
  return <main><Message /><p id="page">${text}</p></main>;
}
`;
const files = {
  "package.json": '{ "name": "a-next-app", "private": true }\n',
  "app/layout.jsx": `export const metadata = { title: "A Next.js app", icons: { icon: "data:," } };

export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}
`,
  "app/actions.js": `"use server";
import { headers } from "next/headers";

export async function greet(previous, form) {
  return \`Hello \${form.get("name")}, known as \${(await headers()).get("x-forwarded-email")}\`;
}
`,
} as const;
const readyMs = 90_000;

/** Installs Next.js where it is missing. Rejects with what Next.js printed when it does not get ready. */
export async function startNext({ text = "Hello from Next.js" }: { readonly text?: string } = {}): Promise<NextApp> {
  const installed = await ensureNext();
  // Below the installation: Turbopack follows no link out of its root.
  const apps = path.join(installed, "apps");
  await mkdir(apps, { recursive: true });
  await sweep(apps, "app-");
  const folder = await mkdtemp(path.join(apps, "app-"));
  const requestsFile = path.join(folder, "requests.jsonl");
  const write = (name: string, content: string) => writeFile(path.join(folder, name), content);
  await mkdir(path.join(folder, "app"));
  for (const [name, content] of Object.entries({ ...files, "app/message.jsx": message(text), "app/page.jsx": page("The page as it began"), "requests.jsonl": "" })) await write(name, content);
  const port = await freePort();

  const child = spawn(process.execPath, [path.join(installed, "node_modules", "next", "dist", "bin", "next"), "dev", "--hostname", "127.0.0.1", "--port", String(port)], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"], HOME: process.env["HOME"], CI: "1", NEXT_TELEMETRY_DISABLED: "1", NEXT_IGNORE_INCORRECT_LOCKFILE: "1",
      NODE_OPTIONS: `--require ${path.join(import.meta.dirname, "next", "recorder.cjs")}`, RIG_REQUESTS: requestsFile,
      // It asks the registry for newer versions of itself: there is none on this port.
      NODE_USE_ENV_PROXY: "1", HTTP_PROXY: "http://127.0.0.1:9", HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "127.0.0.1,localhost",
    },
  });
  const untrack = endWithUs(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => void (output = (output + chunk.toString()).slice(-10_000)));
  const end = async () => {
    await endGroup(child, { politeMs: 2000 });
    untrack();
    await rm(folder, { recursive: true, force: true });
  };
  const answers = () => fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.ok, () => false);
  try {
    await until("Next.js to answer", () => child.exitCode !== null || answers(), readyMs);
    if (child.exitCode !== null) throw new Error("Next.js ended");
  } catch (cause) {
    await end();
    throw new Error(`${cause instanceof Error ? cause.message : ""}; it printed:\n${output}`, { cause });
  }
  const recorded = (event: Line["event"]) => linesOf(requestsFile).filter((line) => line.event === event).map(({ method, url, headers, rawHeaders }): Recorded => ({ method, url, headers, raw: pairs(rawHeaders) }));
  return {
    port,
    origin: originOf("http", "127.0.0.1", port),
    folder,
    get requests() {
      return recorded("request");
    },
    get upgrades() {
      return recorded("upgrade");
    },
    edit: (next) => write("app/message.jsx", message(next)),
    editPage: (next) => write("app/page.jsx", page(next)),
    async allowOrigin(host) {
      const printed = output.length;
      await write("next.config.mjs", `export default { allowedDevOrigins: [${JSON.stringify(host)}] };\n`);
      await until("Next.js to restart", () => /Ready in/.test(output.slice(printed)), readyMs);
      await until("Next.js to answer", answers, readyMs);
    },
    close: end,
  };
}

/** As `next/recorder.cjs` writes them. */
interface Line extends Omit<Recorded, "raw"> {
  readonly event: "request" | "upgrade";
  readonly rawHeaders: readonly string[];
}

function linesOf(file: string): Line[] {
  return readFileSync(file, "utf8").split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Line);
}

function pairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, raw[at + 1] ?? ""]] : []));
}
