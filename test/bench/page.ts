// A Vite page of a thousand modules in Chromium, each time in a browser that knows nothing of it yet.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import { duration, median } from "../soak/figures";
import type { Chapter } from "../soak/results";
import { startTsProcess } from "../soak/tsProcess";
import { launchBrowser } from "../workbench/harness/browser";
import { cpuMs } from "./cpu";
import { ratio, startTargets } from "./measuring";
import { lastMark, modules } from "./pageUpstream";
import type { Section } from "./section";
import type { Target } from "./target";

const loads = 9;

interface PageLoad {
  readonly ms: number;
  readonly cpuMs: number;
}

export async function pageChapter({ title }: Section): Promise<Chapter> {
  const targets = await startTargets(startVitePage, { pinned: false });
  const browser = await launchBrowser();
  try {
    const { all, upstream, nginx, gate, missing } = targets;
    // Vite transforms each module once.
    for (const target of all) await loadPage(browser, target);
    const found = new Map<Target, PageLoad[]>(all.map((target) => [target, []]));
    for (let round = 0; round < loads; round++) for (const target of all) found.get(target)!.push(await loadPage(browser, target));
    const times = (target: Target) => found.get(target)!.map(({ ms }) => ms);
    const against = (target: Target, other: Target) => ratio(median(times(target).map((ms, round) => ms / (times(other)[round] ?? NaN))));
    const rows = all.map((target) => [
      target.name,
      against(target, upstream),
      nginx === undefined ? "-" : against(target, nginx),
      duration(median(times(target))),
      `${duration(Math.min(...times(target)))} to ${duration(Math.max(...times(target)))}`,
      target === upstream ? "-" : duration(median(found.get(target)!.map((one) => one.cpuMs))),
    ]);
    const slowest = nginx === undefined ? NaN : Math.max(...times(nginx));
    const own = median(times(gate));
    return {
      title,
      what: `Until the last of ${modules} modules ran, in headless Chromium without a cache; ${loads} loads each, the targets in turn, medians; ratios are medians of each round's own. Nothing is pinned to a core. ${missing}`.trim(),
      tables: [{ head: ["through", "time / direct", "time / nginx", "time", "from the shortest to the longest", "CPU of the proxy per page"], rows }],
      verdicts: nginx === undefined ? [] : [{ kind: "aim", what: `the page through the gate within the spread of nginx: ${duration(own)}, nginx's longest ${duration(slowest)}`, held: own <= slowest }],
    };
  } finally {
    await browser.close();
    await targets.close();
  }
}

async function startVitePage(): Promise<Target> {
  const folder = await mkdtemp(path.join(tmpdir(), "bench-vite-"));
  const child = startTsProcess("test/bench/pageUpstream.ts", { BENCH_PAGE_FOLDER: folder });
  const close = async () => {
    await child.end();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [port] = (await once(child.process, "message", { signal: AbortSignal.timeout(60_000) })) as [number];
    return { name: "direct", port, headers: {}, pid: child.process.pid ?? 0, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function loadPage(browser: Browser, { port, headers, pid, name }: Target): Promise<PageLoad> {
  const origin = `http://localhost:${port}`;
  const context = await browser.newContext();
  try {
    const cookies = (headers["Cookie"] ?? "").split("; ").filter((pair) => pair !== "");
    await context.addCookies(cookies.map((pair) => ({ name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1), domain: "localhost", path: "/" })));
    const page = await context.newPage();
    const before = await cpuMs(pid);
    await page.goto(`${origin}/`);
    await page.waitForFunction(`performance.getEntriesByName(${JSON.stringify(lastMark)}).length > 0`, undefined, { timeout: 60_000 });
    const used = (await cpuMs(pid)) - before;
    if (new URL(page.url()).origin !== origin) throw new Error(`${name} led elsewhere.`);
    return { ms: await page.evaluate<number>(`performance.getEntriesByName(${JSON.stringify(lastMark)})[0].startTime`), cpuMs: used };
  } finally {
    await context.close();
  }
}
