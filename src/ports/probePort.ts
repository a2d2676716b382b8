// What speaks at a loopback port or at a socket, found out by asking it: a HEAD request, and a TLS handshake where that left room for doubt.
import { withDeadline } from "../base/deadline";
import { askPlainly, type Place, type PlainAnswer } from "./askPlainly";
import { shakeHands } from "./shakeHands";

export interface SocketProbe {
  /** `https`: it speaks TLS. `unknown`: it is silent, slow, or speaks something else. */
  readonly protocol: "http" | "https" | "unknown";
  readonly listening: boolean;
  /** Only with `https` and a finished handshake: whether Node's own trust refuses the certificate for `localhost`. */
  readonly selfSigned?: boolean;
}

export interface PortProbe extends SocketProbe {
  readonly address: "127.0.0.1" | "::1";
}

export interface PortProbeOptions {
  /** `localhost` asks both families and prefers the one that is understood, then IPv4. */
  readonly host: "localhost" | PortProbe["address"];
  readonly port: number;
  /** For everything together, while this process is awake; 1500 by default. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Always answers within the timeout, not counting time in which this process stood still; rejects only with the signal's reason. */
export async function probePort({ host, port, timeoutMs = 1500, signal }: PortProbeOptions): Promise<PortProbe> {
  signal?.throwIfAborted();
  const addresses = host === "localhost" ? (["127.0.0.1", "::1"] as const) : [host];
  const probes = await Promise.all(addresses.map(async (address) => ({ address, ...(await probePlace({ host: address, port }, timeoutMs, signal)) })));
  signal?.throwIfAborted();
  const best = probes.find(({ protocol }) => protocol !== "unknown") ?? probes.find(({ listening }) => listening) ?? probes[0];
  return best ?? { protocol: "unknown", address: "127.0.0.1", listening: false };
}

/** The same of a socket of the file system, or a pipe of Windows. */
export async function probeSocket({ path, timeoutMs = 1500, signal }: { readonly path: string; readonly timeoutMs?: number; readonly signal?: AbortSignal }): Promise<SocketProbe> {
  signal?.throwIfAborted();
  const probe = await probePlace({ path }, timeoutMs, signal);
  signal?.throwIfAborted();
  return probe;
}

async function probePlace(place: Place, timeoutMs: number, signal: AbortSignal | undefined): Promise<SocketProbe> {
  const whole = withDeadline(timeoutMs, signal);
  const plain = await askPlainly(place, withDeadline(timeoutMs * 0.55, whole));
  if (!plain.connected) return { protocol: "unknown", listening: false };
  if (isPlainHttp(plain)) return { protocol: "http", listening: true };
  const secure = await shakeHands(place, whole);
  if (secure.kind === "tls") return { protocol: "https", listening: true, ...(secure.trusted === undefined ? {} : { selfSigned: !secure.trusted }) };
  if (secure.kind === "http" || plain.status !== undefined) return { protocol: saysHttps(plain) ? "https" : "http", listening: true };
  return { protocol: "unknown", listening: true };
}

/**
 * A server for HTTPS alone may answer plain HTTP too: with 400 (Go, nginx; nginx's own 497 is sent as 400), 426,
 * or a redirect to https on the same port. Only the handshake tells those from a plain server.
 */
function isPlainHttp({ status, redirectsToHttpsHere }: PlainAnswer): boolean {
  return status !== undefined && status !== 400 && status !== 426 && status !== 497 && !redirectsToHttpsHere;
}

/** When the handshake did not come to an end in time, what the server said about itself decides. */
function saysHttps({ head, redirectsToHttpsHere }: PlainAnswer): boolean {
  return redirectsToHttpsHere || /HTTP request (was sent )?to (an )?HTTPS (server|port)/i.test(head);
}
