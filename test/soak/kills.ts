// Whatever can die dies at random moments while a visitor clicks along and a stranger knocks.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../src/base/clock";
import { startShareRig, until, type ShareRig } from "../rig/shareRig";
import { startPlainApp, type PlainApp } from "../rig/upstreams/plainApp";
import type { Recorded } from "../rig/upstreams/recording";
import { duration, percentile } from "./figures";
import { agentPids, isGone, listeningPorts } from "./processes";
import { seeded } from "./random";
import type { Chapter } from "./results";
import { ShareWatch } from "./shareWatch";

const count = 100;
const boundMs = 30_000;
const never = new AbortController().signal;
const victims = ["agent process", "connection to the edge", "upstream"] as const;

interface Clicks {
  asked: number;
  served: number;
  /** The latest click that was served, by its number. */
  latest: number;
  /** What came instead of the page, and how often. */
  readonly failed: Map<string, number>;
}

async function clickAlong(rig: ShareRig, clicks: Clicks, done: AbortSignal): Promise<void> {
  const visitor = rig.visitor();
  for (let click = 0; !done.aborted; click++) {
    clicks.asked = click;
    const asked = `/echo?visitor=${click}`;
    const outcome = await visitor.navigate(`${rig.edge.publicOrigin}${asked}`, { as: "alice@acme.com" }).then(
      ({ status, body, headers }) => (status === 200 && body.includes(asked) ? undefined : `${status}${headers["ngrok-error-code"] === undefined ? "" : ` ${String(headers["ngrok-error-code"])}`}`),
      (error: unknown) => (error instanceof Error ? `${error.name} ${"code" in error ? String(error.code) : ""}`.trim() : "failed"),
    );
    if (outcome === undefined) {
      clicks.served++;
      clicks.latest = click;
    } else clicks.failed.set(outcome, (clicks.failed.get(outcome) ?? 0) + 1);
    await sleep(50);
  }
}

/** Every shape in turn; each names itself in the address, so that the app's own record tells whether one came through. */
async function knock(rig: ShareRig, shareId: string, knocks: { sent: number; upgraded: number }, done: AbortSignal): Promise<void> {
  const { publicOrigin } = rig.edge;
  const forged = { cookie: `__Host-portcullis-${shareId}=${"A".repeat(43)}`, "x-forwarded-email": "alice@acme.com", "x-forwarded-user": "00u1alice" };
  for (let index = 0; !done.aborted; index++) {
    const stranger = rig.visitor();
    const address = `${publicOrigin}/echo?stranger=${index}`;
    const ways = [
      () => stranger.fetch(address),
      () => stranger.fetch(address, { method: "POST", body: "x" }),
      () => stranger.fetch(address, { method: "OPTIONS", headers: { "access-control-request-method": "POST" } }),
      () => stranger.fetch(address, { headers: forged }),
      () => stranger.navigate(address),
      async () => {
        const upgrade = await stranger.webSocket(`${publicOrigin.replace("https", "wss")}/ws?stranger=${index}`);
        if (!upgrade.opened) return;
        knocks.upgraded++;
        upgrade.socket.terminate();
      },
    ];
    knocks.sent++;
    // While something is down a knock fails; what counts is what the app saw.
    await Promise.resolve(ways[index % ways.length]?.()).catch(() => undefined);
    await sleep(50);
  }
}

export async function kills(): Promise<Chapter> {
  const seed = Date.now() % 1_000_000;
  const random = seeded(seed);
  // The agent processes keep their sockets here, so that what the killed ones leave behind can be counted.
  const temporary = await mkdtemp(path.join(os.tmpdir(), "soak-"));
  const usual = process.env["TMPDIR"];
  process.env["TMPDIR"] = temporary;
  const rig = await startShareRig({ clock: systemClock, looksForListeners: true });
  const seen: Recorded[] = [];
  let app: PlainApp = rig.app;
  const done = new AbortController();
  const clicks: Clicks = { asked: 0, served: 0, latest: -1, failed: new Map() };
  const knocks = { sent: 0, upgraded: 0 };
  const killed = new Map<string, number>();
  const servedAgain = new Map<string, number[]>(victims.map((victim) => [victim, []]));
  try {
    const spec = rig.spec();
    const watch = new ShareWatch(rig);
    const ports = await listeningPorts(process.pid);
    const address = await rig.registry.start(spec, rig.secrets, { signal: never });
    const around = Promise.all([clickAlong(rig, clicks, done.signal), knock(rig, spec.id, knocks, done.signal)]);
    let lost = 0;
    const notServed = (error: unknown) => {
      lost++;
      console.log(`  ${String(error)}; the edge has ${rig.edge.sessions.length} sessions and ${rig.edge.endpoints.length} endpoints; the share: ${JSON.stringify(watch.state)}\n  ${rig.log.lines.slice(-12).join("\n  ")}`);
    };
    const kill = async (victim: (typeof victims)[number]) => {
      if (victim === "agent process") {
        const pid = agentPids(rig.log).at(-1)!;
        if (!(await isGone(pid))) process.kill(pid, "SIGKILL");
      } else if (victim === "connection to the edge") rig.edge.dropAgents();
      else {
        await app.close();
        await sleep(random() * 300);
        seen.push(...app.requests, ...app.upgrades);
        app = await startPlainApp({ port: rig.app.port });
      }
    };
    for (let index = 0; index < count; index++) {
      const victim = victims[Math.floor(random() * victims.length)]!;
      killed.set(victim, (killed.get(victim) ?? 0) + 1);
      await kill(victim);
      // The next one strikes at any moment, also in the middle of coming back.
      if (random() < 0.7) {
        // Whatever was asked before the kill says nothing.
        const since = clicks.asked;
        const from = performance.now();
        await until(`a visitor served again after the loss of the ${victim}`, () => clicks.latest > since, boundMs).catch(notServed);
        servedAgain.get(victim)!.push(performance.now() - from);
      } else await until("an agent process", async () => !(await isGone(agentPids(rig.log).at(-1)!)), boundMs);
      await sleep(random() * 200);
    }
    const since = clicks.served;
    await until("a visitor served in the end", () => clicks.served > since + 3, boundMs).catch(notServed);
    const { state } = watch;
    const kept = rig.registry.shares.length === 1 && state?.kind === "live" && state.address === address && lost === 0;
    done.abort();
    await around;
    seen.push(...app.requests, ...app.upgrades);
    const admitted = seen.filter(({ url }) => url.includes("stranger=")).length + knocks.upgraded;
    await rig.registry.stopAll();
    await until("the edge without sessions", () => rig.edge.sessions.length === 0 && rig.edge.endpoints.length === 0, boundMs);
    const pids = agentPids(rig.log);
    const left = (await Promise.all(pids.map(isGone))).filter((gone) => !gone).length;
    const open = (await Promise.all(pids.map(listeningPorts))).flat().length + (await listeningPorts(process.pid)).filter((port) => !ports.includes(port)).length;
    const folders = (await readdir(temporary)).filter((name) => name.startsWith("portcullis-")).length;
    return {
      title: "kills",
      what: `${count} kills at random (seed ${seed}) of ${victims.map((victim) => `${victim} (${killed.get(victim) ?? 0})`).join(", ")}, while a visitor opens a page every 50 ms, signing in again when asked, and a stranger knocks in six ways, forged session and identity headers included.`,
      tables: [
        {
          head: ["figure", "value"],
          rows: [
            ["visitor's pages served", String(clicks.served)],
            ["what came instead meanwhile", [...clicks.failed].map(([what, times]) => `${what}: ${times}`).join(", ")],
            ...[...servedAgain].map(([victim, tookMs]) => [`next page after the loss of the ${victim}, median / max`, `${duration(percentile(tookMs, 0.5))} / ${duration(Math.max(...tookMs))}`]),
            ["strangers' requests", String(knocks.sent)],
            ["strangers admitted", String(admitted)],
            ["shares lost", kept ? "0" : "1"],
            ["agent processes started", String(pids.length)],
            ["agent processes left after stop", String(left)],
            ["ports left open after stop", String(open)],
            ["socket folders left on disk", String(folders)],
          ],
        },
      ],
      verdicts: [
        { kind: "promise", what: "0 strangers admitted", held: admitted === 0 && knocks.sent > count },
        { kind: "promise", what: "0 shares lost, the address kept", held: kept },
        { kind: "promise", what: "0 processes, ports and endpoints left after stop", held: left === 0 && open === 0 },
        { kind: "aim", what: "no socket folder of a killed process is left on disk", held: folders === 0 },
      ],
    };
  } finally {
    done.abort();
    await app.close();
    await rig.close();
    if (usual === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = usual;
    await rm(temporary, { recursive: true, force: true });
  }
}
