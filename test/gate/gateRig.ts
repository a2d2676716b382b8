// A gate on a loopback port before an app that remembers everything, and visitors without a browser.
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import net from "node:net";
import { systemClock } from "../../src/base/clock";
import { ExpectedError } from "../../src/base/expectedError";
import type { Log } from "../../src/base/log";
import type { OpenidFetch } from "../../src/base/openidFetch";
import { createGate } from "../../src/gate/createGate";
import type { Gate, GateOptions } from "../../src/gate/gateOptions";
import { listen, type Listening } from "../rig/upstreams/listening";
import { FakeOpenid } from "./fakeOpenid";

export const shareId = "abcdef012345";
export const publicHost = "share.example";
export const acme = { everyone: false, emails: [], domains: ["acme.com"] };

export class MemoryLog implements Log {
  readonly lines: string[] = [];
  info(line: string) { this.lines.push(line); }
  warn(line: string) { this.lines.push(line); }
  error(line: string) { this.lines.push(`ERROR ${line}`); }
}

/** What reached the app: nothing, in most of these tests. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly rawHeaders: readonly string[];
  readonly upgrade: boolean;
}

export interface RecordingApp extends Listening {
  readonly seen: Seen[];
  readonly connections: () => number;
  readonly server: Server;
}

/** @param port where it has to be found again, or nobody else instead of it: one of `freePort` */
export async function startApp(answer: RequestListener = (_request, response) => void response.end("the app's secret"), port = 0): Promise<RecordingApp> {
  const seen: Seen[] = [];
  let connections = 0;
  const note = (request: IncomingMessage, upgrade: boolean) =>
    seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, rawHeaders: request.rawHeaders, upgrade });
  const server = createServer((request, response) => {
    note(request, false);
    answer(request, response);
  });
  server.on("upgrade", (request, socket) => {
    note(request, true);
    // Unless the test has something better to say.
    if (server.listenerCount("upgrade") === 1) socket.on("error", () => undefined).end("HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  server.on("connection", () => connections++);
  return { ...(await listen(server, "127.0.0.1", port)), seen, connections: () => connections, server };
}

export interface GateRig {
  readonly gate: Gate;
  readonly app: RecordingApp;
  readonly openid: FakeOpenid;
  readonly log: MemoryLog;
  readonly port: number;
  /** What browsers call the gate. */
  readonly host: string;
  readonly origin: string;
  /** Sends bytes and reads until the connection ends or `until` is found. */
  raw(bytes: string | Buffer, until?: RegExp): Promise<string>;
  /** A request that a browser could have made; more headers as `Name: value` lines. */
  ask(start: string, headers?: readonly string[], body?: string): Promise<Answered>;
  /** The Cookie line's content for a fresh session of a person. */
  signIn(person?: Parameters<FakeOpenid["signsIn"]>[0]): Promise<string>;
  close(): Promise<void>;
}

export interface Answered {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  header(name: string): string | undefined;
  headers(name: string): string[];
}

/** A gate over https by name (the tunnel ends TLS), unless `http` is asked for. */
export async function startGate(change: Partial<GateOptions> & { readonly http?: boolean; readonly publicName?: string; readonly answer?: RequestListener; readonly app?: RecordingApp; readonly closed?: boolean } = {}): Promise<GateRig> {
  const { http = false, publicName = publicHost, answer, app: given, closed = false, ...options } = change;
  const app = given ?? (await startApp(answer));
  const openid = new FakeOpenid();
  const log = new MemoryLog();
  const gate = await createGate({
    shareId,
    enforcement: { kind: "gate" },
    openid,
    rule: acme,
    vouchesForEmail: false,
    upstream: { scheme: "http", address: "127.0.0.1", port: app.port },
    frontDoor: { loopbackPort: 0 },
    clientAddress: "peer",
    providerName: "Fake provider",
    clock: systemClock,
    log,
    ...options,
  });
  if (gate.door.kind !== "tcp") throw new Error("expected a port");
  const { port } = gate.door;
  const host = http ? `localhost:${port}` : publicName;
  const origin = `${http ? "http" : "https"}://${host}`;
  gate.setPublicOrigin(origin);
  if (!closed) gate.goLive();

  const raw = (bytes: string | Buffer, until?: RegExp) => rawRequest(port, bytes, until);
  const ask = async (start: string, headers: readonly string[] = [], body = "") => {
    const lines = [`${start} HTTP/1.1`, `Host: ${host}`, ...headers, ...(body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]), "Connection: close", "", body];
    return parse(await raw(lines.join("\r\n")));
  };
  return {
    gate, app, openid, log, port, host, origin, raw, ask,
    async signIn(person) {
      openid.signsIn(person);
      const begun = await ask("GET /", navigation);
      const transaction = cookiePair(begun.headers("set-cookie"));
      const state = new URL(begun.header("location") ?? "").searchParams.get("state") ?? "";
      const done = await ask(`GET /.portcullis/callback?code=c&state=${state}`, [...navigation, `Cookie: ${transaction}`]);
      if (done.status !== 303) throw new Error(`no sign-in: ${done.head}`);
      return cookiePair(done.headers("set-cookie").filter((cookie) => !cookie.includes("-in-")));
    },
    async close() {
      await gate.close();
      await app.close();
    },
  };
}

const silenceMs = 60_000;

/** As a browser opens an address. */
export const navigation = ["Accept: text/html,*/*;q=0.8", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-Site: none"];

export const upgradeLines = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];

export function cookiePair(cookies: readonly string[]): string {
  return cookies.map((cookie) => cookie.split(";", 1)[0] ?? "").join("; ");
}

/** The answer's bytes, as latin1, up to the connection's end or what was looked for. Rejects when nothing comes for so long that nothing will. */
export async function rawRequest(port: number, bytes: string | Buffer, until?: RegExp): Promise<string> {
  const socket = net.connect(port, "127.0.0.1");
  let [received, hangs] = ["", false];
  socket.setTimeout(silenceMs, () => {
    hangs = true;
    socket.destroy();
  });
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString("latin1");
    if (until?.test(received) === true) socket.destroy();
  });
  socket.on("error", () => undefined);
  socket.write(bytes, typeof bytes === "string" ? "latin1" : undefined);
  // Not events.once: a connection that is reset ends like any other here.
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
  if (hangs) throw new Error(`nothing more came, and the connection did not end: ${JSON.stringify(received.slice(0, 300))}`);
  return received;
}

export function parse(answer: string): Answered {
  const end = answer.indexOf("\r\n\r\n");
  const head = end === -1 ? answer : answer.slice(0, end);
  const lines = head.split("\r\n").slice(1).map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()] as const);
  const headers = (name: string) => lines.filter(([found]) => found === name.toLowerCase()).map(([, value]) => value);
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0), head, body: end === -1 ? "" : Buffer.from(answer.slice(end + 4), "latin1").toString(), headers, header: (name) => headers(name)[0] };
}

/** The host's fetch, as far as tests of the gate need it. */
export const nodeFetch: OpenidFetch = async ({ url, method, headers, body }, signal) => {
  const answer = await fetch(url, { method, headers: { ...headers }, body: body ?? null, redirect: "manual", signal }).catch((cause: unknown) => {
    throw new ExpectedError("oidc.issuerUnreachable", { address: new URL(url).origin }, { cause });
  });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
};

/** Waits for a condition, asking often; the bound is for a hang, not a figure. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const end = Date.now() + 120_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
