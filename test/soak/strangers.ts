// Ten thousand strangers' requests at a time and a million in sum, while a visitor goes on.
import { once } from "node:events";
import http from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../src/base/clock";
import { startShareRig } from "../rig/shareRig";
import { duration, percentile } from "./figures";
import { freePort } from "../rig/freePort";
import { buildMeasuredAgent } from "./memory";
import { agentPids, residentMb } from "./processes";
import type { Chapter } from "./results";
import type { StrangerOrder, StrangerReport } from "./strangerGenerator";
import { startTsProcess } from "./tsProcess";

const inFlight = 10_000;
const count = Number(process.env["PORTCULLIS_STRANGERS"] ?? 1_000_000);
const quietRequests = 1000;
const everyMs = 10;
const mostGrownMb = 100;
const boundMs = 900_000;
const never = new AbortController().signal;

interface Asked {
  served: number;
  failed: number;
  readonly tookMs: number[];
}

/** One request after the other on a connection that is kept, as a browser's are, until `over`. */
async function ask(url: string, cookie: string, over: (asked: Asked) => boolean): Promise<Asked> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const asked: Asked = { served: 0, failed: 0, tookMs: [] };
  while (!over(asked)) {
    const began = performance.now();
    const status = await new Promise<number>((resolve) => {
      const request = http.get(url, { agent, headers: { cookie }, timeout: 10_000 }, (response) => {
        response.resume().once("close", () => resolve(response.complete ? (response.statusCode ?? 0) : 0));
      });
      request.once("timeout", () => request.destroy());
      request.once("error", () => resolve(0));
    });
    asked.tookMs.push(performance.now() - began);
    if (status === 200) asked.served++;
    else asked.failed++;
    await sleep(everyMs);
  }
  agent.destroy();
  return asked;
}

export async function strangers(): Promise<Chapter> {
  const measured = await buildMeasuredAgent();
  const rig = await startShareRig({ agentPath: measured.path, clock: systemClock, looksForListeners: true });
  const generator = startTsProcess("test/soak/strangerGenerator.ts");
  try {
    const tunnel = { kind: "local", port: await freePort() } as const;
    const origin = `http://localhost:${tunnel.port}`;
    rig.provider.register(`${origin}/.portcullis/callback`);
    await rig.registry.start(rig.spec({ tunnel }), rig.secrets, { signal: never });
    const pid = agentPids(rig.log).at(-1)!;
    const visitor = rig.visitor();
    await visitor.navigate(`${origin}/echo`, { as: "alice@acme.com" });
    const cookie = visitor.cookies.header(new URL(origin), { crossSite: false, method: "GET", topLevel: true }) ?? "";

    const quiet = await ask(`${origin}/echo`, cookie, ({ tookMs }) => tookMs.length >= quietRequests);
    const before = await measured.sample(pid);
    const reached = rig.app.requests.length;
    const began = performance.now();
    let report: StrangerReport | undefined;
    let mostMb = 0;
    generator.process.send({ port: tunnel.port, inFlight, count } satisfies StrangerOrder);
    const reported = once(generator.process, "message", { signal: AbortSignal.timeout(boundMs) }).then(([said]) => (report = said as StrangerReport));
    const watching = setInterval(() => void residentMb(pid).then((mb) => (mostMb = Math.max(mostMb, mb))), 500);
    const loaded = await ask(`${origin}/echo`, cookie, () => report !== undefined || performance.now() - began > boundMs);
    clearInterval(watching);
    const { asked, most, statuses } = await reported;
    const took = (performance.now() - began) / 1000;
    await sleep(1000);
    const after = await measured.sample(pid);
    const [quietP99, loadedP99] = [percentile(quiet.tookMs, 0.99), percentile(loaded.tookMs, 0.99)];
    const row = (what: string, { tookMs, served, failed }: Asked) => [what, `${served} of ${served + failed}`, duration(percentile(tookMs, 0.5)), duration(percentile(tookMs, 0.99))];
    return {
      title: "strangers",
      what: `${count.toLocaleString("en")} strangers' requests, each on a connection of its own, ${inFlight.toLocaleString("en")} at a time, at the gate's door (this machine only), while a visitor asks every ${everyMs} ms on a kept connection. Generator, app, provider and gate share this machine.`,
      tables: [
        { head: ["a visitor", "pages served", "p50", "p99"], rows: [row("alone", quiet), row("among strangers", loaded)] },
        {
          head: ["figure", "value"],
          rows: [
            ["strangers' requests", asked.toLocaleString("en")],
            ["in flight, at most", most.toLocaleString("en")],
            ["a second", Math.round(asked / took).toLocaleString("en")],
            ...Object.entries(statuses).map(([status, times]) => [status === "0" ? "ended without an answer" : `answered ${status}`, times.toLocaleString("en")]),
            ["resident memory before / most / after", `${before.residentMb.toFixed(1)} / ${mostMb.toFixed(1)} / ${after.residentMb.toFixed(1)} MB`],
            ["heap in use before / after", `${before.heapMb.toFixed(2)} / ${after.heapMb.toFixed(2)} MB`],
            ["a visitor's p99, times the one alone", (loadedP99 / quietP99).toFixed(1)],
          ],
        },
      ],
      verdicts: [
        { kind: "promise", what: "nothing of the strangers reached the app, and the process is the same", held: rig.app.requests.length === reached + loaded.served && agentPids(rig.log).at(-1) === pid },
        { kind: "promise", what: "the visitor is served all the while", held: loaded.failed === 0 && loaded.served > 0 },
        { kind: "aim", what: `resident memory stays within ${mostGrownMb} MB of what it was, the heap within 10 MB afterwards`, held: mostMb - before.residentMb < mostGrownMb && after.heapMb - before.heapMb < 10 },
        { kind: "aim", what: "a visitor's p99 within three times the one alone", held: loadedP99 <= 3 * quietP99 },
      ],
    };
  } finally {
    await generator.end();
    await rig.close();
    await measured.remove();
  }
}
