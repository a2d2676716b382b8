// The editor dies: what is left of us, and for how long.
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { systemClock } from "../../src/base/clock";
import type { TunnelSpec } from "../../src/protocol/shareSpec";
import { buildAgentForTests, startShareRig, until, type ShareRig } from "../rig/shareRig";
import { duration, median } from "./figures";
import { freePort } from "../rig/freePort";
import type { ParentOrder, ParentReport } from "./parent";
import { isGone, processesWith } from "./processes";
import type { Chapter } from "./results";
import { startTsProcess } from "./tsProcess";

const times = 10;
const boundMs = 5000;

interface End {
  /** Milliseconds from the kill; undefined: still there after the bound. */
  readonly process: number | undefined;
  readonly tunnel: number | undefined;
  readonly door: number | undefined;
}

async function goneAfter(began: number, gone: () => boolean | Promise<boolean>): Promise<number | undefined> {
  while (performance.now() - began < boundMs) {
    if (await gone()) return performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return undefined;
}

function refusesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", () => resolve(true));
  });
}

async function killParent(rig: ShareRig, agentPath: string, tunnel: TunnelSpec | undefined): Promise<End> {
  const temporary = await mkdtemp(path.join(os.tmpdir(), "soak-"));
  const parent = startTsProcess("test/soak/parent.ts", { TMPDIR: temporary });
  // tsx keeps things of its own in that folder; the gate's are named after the product.
  const doors = async () => (await readdir(temporary)).filter((name) => name.startsWith("portcullis-"));
  try {
    parent.process.send({ agentPath, spec: rig.spec(tunnel === undefined ? {} : { tunnel }), secrets: rig.secrets } satisfies ParentOrder);
    const [{ agentPid }] = (await once(parent.process, "message", { signal: AbortSignal.timeout(30_000) })) as [ParentReport];
    if (tunnel === undefined && (rig.edge.endpoints.length !== 1 || (await doors()).length !== 1)) throw new Error("The share is not as it should be before the kill.");
    const began = performance.now();
    parent.process.kill("SIGKILL");
    const [process_, tunnel_, door] = await Promise.all([
      goneAfter(began, () => isGone(agentPid)),
      goneAfter(began, () => rig.edge.endpoints.length === 0),
      goneAfter(began, tunnel?.kind === "local" ? () => refusesConnections(tunnel.port) : async () => (await doors()).length === 0),
    ]);
    if (process_ === undefined) process.kill(agentPid, "SIGKILL");
    return { process: process_, tunnel: tunnel_, door };
  } finally {
    await parent.end();
    await until("no endpoint", () => rig.edge.endpoints.length === 0);
    await rm(temporary, { recursive: true, force: true });
  }
}

export async function endOfLife(): Promise<Chapter> {
  const agent = await buildAgentForTests();
  const rig = await startShareRig({ agentPath: agent.path, clock: systemClock, looksForListeners: true });
  try {
    const kinds: { readonly what: string; readonly ends: readonly End[] }[] = [];
    for (const local of [false, true]) {
      const ends: End[] = [];
      for (let index = 0; index < times; index++) {
        const tunnel: TunnelSpec | undefined = local ? { kind: "local", port: await freePort() } : undefined;
        if (tunnel !== undefined) rig.provider.register(`http://localhost:${tunnel.port}/.portcullis/callback`);
        ends.push(await killParent(rig, agent.path, tunnel));
      }
      kinds.push({ what: local ? `this machine only, ${times}×` : `ngrok, ${times}×`, ends });
    }
    const left = await processesWith(agent.path);
    const cells = (values: readonly (number | undefined)[]) => {
      const found = values.filter((value) => value !== undefined);
      return found.length === values.length ? [duration(median(found)), duration(Math.max(...found))] : [`left ${values.length - found.length}× of ${values.length}`, "-"];
    };
    return {
      title: "endOfLife",
      what: "Kill -9 of the process that holds the agent process, as when an editor dies. Times from the kill until the agent process is gone, the edge has no endpoint, and the gate's door (socket folder, loopback port) is gone.",
      tables: [
        {
          head: ["share", "process, median", "process, max", "tunnel, median", "tunnel, max", "door, median", "door, max"],
          rows: kinds.map(({ what, ends }) => [what, ...cells(ends.map((end) => end.process)), ...cells(ends.map((end) => end.tunnel)), ...cells(ends.map((end) => end.door))]),
        },
      ],
      verdicts: [
        { kind: "promise", what: "within 5 s no process of ours runs and no endpoint is online", held: left.length === 0 && kinds.every(({ ends }) => ends.every((end) => end.process !== undefined && end.tunnel !== undefined)) },
        { kind: "promise", what: "within 5 s no port listens (this machine only)", held: kinds.slice(1).every(({ ends }) => ends.every((end) => end.door !== undefined)) },
        { kind: "aim", what: "no socket folder is left on disk (ngrok)", held: kinds.slice(0, 1).every(({ ends }) => ends.every((end) => end.door !== undefined)) },
      ],
    };
  } finally {
    await rig.close();
    await agent.remove();
  }
}
