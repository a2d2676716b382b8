// S28: strangers take as many connections as they can get at the gate's door; a visitor goes on.
import net from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../src/base/clock";
import { startShareRig, until, type ShareRig } from "../rig/shareRig";
import type { Visitor } from "../rig/visitor";
import { duration, percentile } from "./figures";
import { freePort } from "../rig/freePort";
import { agentPids, residentMb } from "./processes";
import type { Chapter } from "./results";

const strangers = 2000;
const pages = 60;
const never = new AbortController().signal;

const floods = [
  { what: "half a request each, then silence", bytes: (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nX-Slow: ` },
  { what: "a whole request each, connection kept open", bytes: (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\n\r\n` },
] as const;

interface Asked {
  readonly served: number;
  readonly tookMs: readonly number[];
}

/** A new connection for each page, as the harder case. */
async function ask(visitor: Visitor, address: string): Promise<Asked> {
  const tookMs: number[] = [];
  let served = 0;
  for (let page = 0; page < pages; page++) {
    const began = performance.now();
    const visit = await visitor.fetch(address, { timeoutMs: 5000 }).catch(() => undefined);
    tookMs.push(performance.now() - began);
    if (visit?.status === 200) served++;
    await sleep(50);
  }
  return { served, tookMs };
}

async function flood(rig: ShareRig, port: number, visitor: Visitor, { what, bytes }: (typeof floods)[number]) {
  const host = `localhost:${port}`;
  const open = new Set<net.Socket>();
  for (let index = 0; index < strangers; index++) {
    const socket = net.connect(port, "127.0.0.1", () => void socket.write(bytes(host)));
    open.add(socket);
    socket.on("error", () => undefined);
    socket.resume();
    socket.once("close", () => open.delete(socket));
    if (index % 100 === 99) await sleep(5);
  }
  const held = open.size;
  try {
    const asked = await ask(visitor, `http://${host}/echo`);
    return { what, ...asked, held, heldAfter: open.size, mb: await residentMb(agentPids(rig.log).at(-1)!) };
  } finally {
    for (const socket of open) socket.destroy();
    await until("the flood to be over", () => open.size === 0);
  }
}

export async function floodOfStrangers(): Promise<Chapter> {
  const rig = await startShareRig({ clock: systemClock, looksForListeners: true });
  try {
    const tunnel = { kind: "local", port: await freePort() } as const;
    const origin = `http://localhost:${tunnel.port}`;
    rig.provider.register(`${origin}/.portcullis/callback`);
    await rig.registry.start(rig.spec({ tunnel }), rig.secrets, { signal: never });
    const pid = agentPids(rig.log).at(-1)!;
    const visitor = rig.visitor();
    await visitor.navigate(`${origin}/echo`, { as: "alice@acme.com" });
    const mbBefore = await residentMb(pid);
    const quiet = await ask(visitor, `${origin}/echo`);
    const reached = rig.app.requests.length;
    const found = [];
    for (const kind of floods) found.push(await flood(rig, tunnel.port, visitor, kind));
    const served = found.reduce((sum, one) => sum + one.served, 0);
    const after = await ask(visitor, `${origin}/echo`);
    const quietP99 = percentile(quiet.tookMs, 0.99);
    const row = ({ served: some, tookMs }: Asked) => [`${some} of ${pages}`, duration(percentile(tookMs, 0.5)), duration(percentile(tookMs, 0.99))];
    return {
      title: "flood",
      what: `${strangers} connections of strangers at the gate's door (this machine only), held open, while a visitor opens ${pages} pages, each on a new connection.`,
      tables: [
        {
          head: ["strangers", "pages served", "p50", "p99", "connections held at first", "at the end", "memory"],
          rows: [
            ["none", ...row(quiet), "0", "0", `${mbBefore.toFixed(1)} MB`],
            ...found.map((one) => [one.what, ...row(one), String(one.held), String(one.heldAfter), `${one.mb.toFixed(1)} MB`]),
            ["gone again", ...row(after), "0", "0", `${(await residentMb(pid)).toFixed(1)} MB`],
          ],
        },
      ],
      verdicts: [
        { kind: "promise", what: "nothing of the strangers reached the app, and the process is the same", held: rig.app.requests.length === reached + served + after.served && agentPids(rig.log).at(-1) === pid },
        { kind: "promise", what: "once they are gone every page is served", held: after.served === pages },
        { kind: "aim", what: "every page is served meanwhile (S28)", held: found.every((one) => one.served === pages) },
        { kind: "aim", what: "p99 within three times the quiet one", held: found.every(({ tookMs }) => percentile(tookMs, 0.99) <= 3 * quietP99) },
      ],
    };
  } finally {
    await rig.close();
  }
}
