// Throws what a seed makes at two gates: one to which nobody is signed in, one where every connection has a good session.
import { createServer, type IncomingMessage } from "node:http";
import net from "node:net";
import { seeded } from "../soak/random";
import { listen } from "../rig/upstreams/listening";
import { FuzzInput, type Known } from "./fuzzInput";
import { navigation, type RecordingApp, type Seen } from "./gateRig";
import { startShare, type RealShare } from "./rejects/realShare";

export interface FuzzReport {
  readonly seed: number;
  readonly connections: number;
  /** How many answers of each status; 0 for none. */
  readonly statuses: ReadonlyMap<number, number>;
  /** What must not have happened, with the bytes that made it happen. */
  readonly problems: readonly string[];
  readonly forwarded: number;
}

const canary = `canary-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
const lanes = 12;
/** Turns of the event loop, and so of the gate, at least 10 ms each: on a slow machine they are longer. */
const patience = { answer: 12, more: 2 };
const limits = { signInStartsPerMinute: 1_000_000, headersTimeoutMs: 10_000, connections: 1000 };

/** An app as credulous as they come: it parses leniently, so that what the gate lets through ambiguously shows. */
async function startCredulousApp(): Promise<RecordingApp> {
  const seen: Seen[] = [];
  let connections = 0;
  const note = ({ method = "", url = "", headers, rawHeaders }: IncomingMessage, upgrade: boolean) => void seen.push({ method, url, headers, rawHeaders, upgrade });
  const server = createServer({ insecureHTTPParser: true, requireHostHeader: false }, (request, response) => {
    note(request, false);
    request.resume();
    response.end(canary);
  });
  server.on("upgrade", (request, socket) => {
    note(request, true);
    socket.on("error", () => undefined);
    socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${canary.length}\r\n\r\n${canary}`);
  });
  server.on("connection", () => connections++);
  return { ...(await listen(server, "127.0.0.1")), seen, connections: () => connections, server };
}

/** A run in which nothing was thrown, or nothing reached a parser, would prove nothing. */
export function isEnough({ connections, forwarded, statuses }: Pick<FuzzReport, "connections" | "forwarded" | "statuses">): boolean {
  return connections > 200 && forwarded > 20 && [302, 400, 401].every((status) => (statuses.get(status) ?? 0) > 0);
}

/** @param options.ms how long, and on until it is enough; the same seed makes the same connections in the same order, as far as time allows */
export async function fuzzGate({ seed, ms }: { readonly seed: number; readonly ms: number }): Promise<FuzzReport> {
  const problems: string[] = [];
  const escape = (what: string) => (error: unknown) => void problems.push(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const [onException, onRejection] = [escape("uncaught exception"), escape("unhandled rejection")];
  process.on("uncaughtException", onException);
  process.on("unhandledRejection", onRejection);
  const strangers = await startShare({ limits, app: await startCredulousApp() });
  const visitors = await startShare({ limits, app: await startCredulousApp(), beside: strangers });
  const statuses = new Map<number, number>();
  let [connections, forwarded] = [0, 0];
  try {
    const input = new FuzzInput(seeded(seed));
    const ofStrangers = await learn(strangers);
    const ofVisitors = await learn(visitors);
    const [probe, session] = [await strangers.signIn(), await visitors.signIn()];
    const until = Date.now() + ms;
    const lane = async () => {
      while ((Date.now() < until || !isEnough({ connections, forwarded, statuses })) && problems.length < 5) {
        const asVisitor = connections % 3 === 2;
        const [share, known] = asVisitor ? [visitors, ofVisitors] : [strangers, ofStrangers];
        const number = connections++;
        const bytes = input.bytes(known, asVisitor ? session : undefined);
        const answer = await throwAt(share.port, bytes);
        const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const complain = (what: string) => void problems.push(`${what} (connection ${number}, ${asVisitor ? "visitor" : "stranger"}): ${JSON.stringify(bytes.toString("latin1"))}\n  answered ${JSON.stringify(answer.slice(0, 300))}`);
        if (answer !== "" && status === 0) complain("an answer that is no HTTP");
        if (/^HTTP\/1\.1 5(?!03|02)/m.test(answer)) complain("a failure of the gate");
        if (/^X-Injected/im.test(answer.split(canary, 1)[0]?.split("\r\n\r\n", 1)[0] ?? "")) complain("an injected header");
        if (!asVisitor && (answer.includes(canary) || / 101 /.test(answer))) complain("something of the app");
        for (const seen of strangers.app.seen.splice(0)) if (!seen.url.startsWith("/probe")) complain(`a stranger's request at the app: ${JSON.stringify(seen)}`);
        for (const seen of visitors.app.seen.splice(0)) {
          forwarded++;
          const wrong = faultOf(seen);
          if (wrong !== undefined) complain(`${wrong}: ${JSON.stringify(seen)}`);
        }
        for (const share of [strangers, visitors]) {
          for (const line of share.log.lines.splice(0)) if (line.startsWith("ERROR") || /[\p{Cc}]/u.test(line)) complain(`in the log: ${line}`);
        }
        if (number % 500 === 499) {
          const alive = await strangers.ask("GET /probe", [`Cookie: ${probe}`]);
          if (alive.status !== 200 || alive.body !== canary) complain(`a visitor is not answered any more: ${alive.head}`);
        }
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    for (const [share, cookie] of [[strangers, probe], [visitors, session]] as const) {
      const alive = await share.ask("GET /probe", [`Cookie: ${cookie}`]);
      if (alive.body !== canary) problems.push(`a visitor is not answered in the end: ${alive.head}`);
      const redirected = await share.ask("GET /", navigation);
      if (redirected.status !== 302) problems.push(`a stranger is not sent to sign in, in the end: ${redirected.head}`);
    }
  } finally {
    await visitors.close();
    await strangers.close();
    process.off("uncaughtException", onException);
    process.off("unhandledRejection", onRejection);
  }
  return { seed, connections, statuses, problems, forwarded };
}

async function learn(share: RealShare): Promise<Known> {
  const begun = [await share.begin("/a"), await share.begin("/b")];
  const foreign = Buffer.from("a session that the gate never gave out").toString("base64url").slice(0, 43);
  return { host: share.host, origin: share.origin, issuer: share.provider.issuer, states: begun.map(({ state }) => state), cookies: [...begun.map(({ cookie }) => cookie), `__Host-portcullis-abcdef012345=${foreign}`] };
}

/** What the app must not have been sent with a visitor's request. */
function faultOf({ url, rawHeaders }: Seen): string | undefined {
  if (url === "/probe") return undefined;
  if (/^\/*\.portcullis(?=[/?]|$)/i.test(url)) return "a path of the gate's at the app";
  const spelt = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase().replace(/[^a-z0-9]/g, "-");
    spelt.set(name, [...(spelt.get(name) ?? []), rawHeaders[at + 1]!]);
  }
  if (spelt.get("x-forwarded-user")?.join() !== "u1") return "no single identity at the app";
  if (spelt.get("x-forwarded-email")?.join() !== "alice@acme.com") return "an address that is not the visitor's";
  if (!/^(share\.example|localhost:\d+)$/.test(spelt.get("x-forwarded-host")?.join() ?? "")) return "a host that is neither the share's nor the app's";
  if (spelt.get("cookie")?.some((line) => line.split(";").some((pair) => /^[\s="]*(__Host-)?portcullis-/i.test(pair))) === true) return "a cookie of the gate's at the app";
  if (spelt.has("portcullis-proof") || spelt.has("forwarded") || spelt.has("x-original-url")) return "a reserved header at the app";
  return undefined;
}

/** Sends, reads what comes until it pauses, hangs up. */
function throwAt(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    let received = "";
    const end = () => void socket.destroy();
    let left = patience.answer;
    const timer = setInterval(() => {
      left -= 1;
      if (left === 0) end();
    }, 10);
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      left = patience.more;
    });
    socket.on("error", () => undefined);
    socket.once("close", () => {
      clearInterval(timer);
      resolve(received);
    });
    socket.write(bytes);
  });
}

export function fuzzText({ seed, connections, forwarded, statuses }: FuzzReport): string {
  const by = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status === 0 ? "none" : status}: ${count}`);
  return `seed ${seed}, ${connections} connections, ${forwarded} requests of visitors reached the app; answers ${by.join(", ")}`;
}
