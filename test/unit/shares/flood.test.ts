// S28 end to end: the real agent process and SDK. The SDK ends a session at its 512th stream and can't be told otherwise: what an
// edge opens in one instant is beyond us, what stays open is not.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { describe, it } from "node:test";
import { streamBounds } from "../../../src/gate/places";
import { flood } from "../../../src/gate/strangerCount";
import { agentPids, residentMb } from "../../soak/processes";
import { startShareRig, until, type ShareRig, type ShareRigOptions } from "../../rig/shareRig";

const strangers = 2000;
/** Fewer than the session bears beside as many strangers as the gate keeps. */
const atOnce = 100;
const mostGrownMb = 150;
const never = new AbortController().signal;
const get = ["GET / HTTP/1.1", "Accept: */*"];

interface Flood {
  readonly what: string;
  readonly edge: NonNullable<ShareRigOptions["edge"]>;
  readonly lines: readonly string[];
  /** Everybody's handshake first, then everybody's request in one instant. */
  readonly instant: boolean;
  /** What a visitor may get meanwhile. */
  readonly visitorsGet: readonly number[];
}

const floods: readonly Flood[] = [
  { what: "whole requests by the hundred, through an edge without a bound of its own", edge: { streamLimit: Infinity }, lines: get, instant: false, visitorsGet: [200] },
  { what: "requests by the hundred whose body never comes, through an edge without a bound of its own", edge: { streamLimit: Infinity }, lines: ["POST / HTTP/1.1", "Content-Length: 100000"], instant: false, visitorsGet: [200] },
  { what: "whole requests in one instant, through an edge that opens no more streams than the agent bears", edge: {}, lines: get, instant: true, visitorsGet: [200, 502, 503] },
];

describe("S28 two thousand strangers at once through one ngrok session", () => {
  for (const { what, edge, lines, instant, visitorsGet } of floods) {
    it(`${what}: the session lives, a visitor's pages are served meanwhile, nothing reaches the app, memory is bounded`, async () => {
      const rig = await startShareRig({ edge });
      try {
        const address = `${rig.edge.publicOrigin}/echo`;
        await rig.registry.start(rig.spec(), rig.secrets, { signal: never });
        const visitor = rig.visitor();
        assert.equal((await visitor.navigate(address, { as: "alice@acme.com" })).status, 200);
        const [session] = rig.edge.sessions;
        const pid = agentPids(rig.log).at(-1)!;
        const mbBefore = await residentMb(pid);
        const reached = rig.app.requests.length;

        const bytes = [lines[0], `Host: ${new URL(address).host}`, ...lines.slice(1), "", ""].join("\r\n");
        const connect = await connector(rig);
        let mostPerMinute = 0;
        rig.registry.onDidChange(([share]) => (mostPerMinute = Math.max(mostPerMinute, share?.strangersPerMinute ?? 0)));
        const statuses: Promise<number>[] = [];
        const connected: net.Socket[] = [];
        let served = 0;
        while (statuses.length < strangers) {
          connected.push(...(await Promise.all(Array.from({ length: atOnce }, connect))));
          if (instant && connected.length < strangers) continue;
          statuses.push(...connected.splice(0).map((socket) => ask(socket, bytes)));
          // Whoever comes now stands behind all of them: the next ones come when the gate has dealt with these.
          for (let pages = instant ? 20 : 1; pages > 0; pages--) {
            const { status } = await visitor.fetch(address);
            assert.ok(visitorsGet.includes(status), String(status));
            if (status === 200) served++;
          }
        }
        const allowed = new Set([401, 503, ...visitorsGet.slice(1)]);
        assert.deepEqual((await Promise.all(statuses)).filter((status) => !allowed.has(status)), []);
        assert.equal((await visitor.fetch(address)).status, 200);
        assert.equal(rig.edge.sessions[0], session);
        assert.equal(rig.registry.shares[0]?.state.kind, "live");
        // What the edge itself refuses, the gate does not count.
        if (!instant) await until("the host hearing of the flood", () => mostPerMinute >= flood.begins);
        assert.equal(rig.app.requests.length, reached + served + 1);
        assert.ok((await residentMb(pid)) - mbBefore < mostGrownMb);
        await until("every stream being given back", () => (session?.mux.streamCount ?? 99) <= 1);
      } finally {
        await rig.close();
      }
    });
  }
});

it("S28 a visitor's streams stop short of what would end the session, and strangers are still turned away as ever", async () => {
  const rig = await startShareRig({ edge: { streamLimit: Infinity } });
  const open: net.Socket[] = [];
  try {
    const origin = rig.edge.publicOrigin;
    await rig.registry.start(rig.spec(), rig.secrets, { signal: never });
    const visitor = rig.visitor();
    await visitor.navigate(`${origin}/echo`, { as: "alice@acme.com" });
    const [session] = rig.edge.sessions;
    const cookie = visitor.cookies.header(new URL(origin), { crossSite: false, method: "GET", topLevel: true }) ?? "";
    const connect = await connector(rig);
    let [streams, refused] = [0, 0];
    for (let count = 0; count < 520; count++) {
      const socket = await connect();
      open.push(socket);
      socket.write(`GET /sse HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nCookie: ${cookie}\r\n\r\n`);
      const [answer] = (await once(socket, "data")) as [Buffer];
      if (answer.toString().startsWith("HTTP/1.1 200")) streams++;
      else if (/^HTTP\/1\.1 503[\s\S]*retry-after/i.test(answer.toString())) refused++;
    }
    assert.deepEqual([streams, refused], [streamBounds.total - streamBounds.reserved, 520 - streamBounds.total + streamBounds.reserved]);
    assert.equal((await rig.visitor().fetch(`${origin}/echo`)).status, 401);
    assert.equal(rig.edge.sessions[0], session);
    for (const socket of open.splice(0, 100)) socket.destroy();
    await until("places being free again", async () => (await visitor.fetch(`${origin}/echo`)).status === 200);
  } finally {
    for (const socket of open) socket.destroy();
    await rig.close();
  }
});

/** Opens connections to the share's address, without TLS: it is not their handshakes that are to be a burden. */
async function connector(rig: ShareRig): Promise<() => Promise<net.Socket>> {
  const port = await rig.edge.listenPlain();
  return async () => {
    const socket = net.connect(port, "127.0.0.1");
    await once(socket, "connect");
    return socket.on("error", () => undefined);
  };
}

/** @returns the status, 0 when none came */
async function ask(socket: net.Socket, bytes: string): Promise<number> {
  let received = "";
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString("latin1");
    if (received.includes("\r\n\r\n")) socket.destroy();
  });
  socket.write(bytes);
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
  return Number(/^HTTP\/1\.1 (\d+)/.exec(received)?.[1] ?? 0);
}
