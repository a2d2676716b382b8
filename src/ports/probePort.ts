// What speaks at a loopback port, found out by asking it: a HEAD request, and a TLS handshake where that left room for doubt.
import { withDeadline } from "../base/deadline";
import { askPlainly, type PlainAnswer } from "./askPlainly";
import { shakeHands } from "./shakeHands";

export interface PortProbe {
  /** `https`: it speaks TLS. `unknown`: it is silent, slow, or speaks something else. */
  readonly protocol: "http" | "https" | "unknown";
  readonly address: "127.0.0.1" | "::1";
  readonly listening: boolean;
  /** Only with `https` and a finished handshake: whether Node's own trust refuses the certificate for `localhost`. */
  readonly selfSigned?: boolean;
}

export interface PortProbeOptions {
  /** `localhost` asks both families and prefers the one that is understood, then IPv4. */
  readonly host: "localhost" | PortProbe["address"];
  readonly port: number;
  /** For everything together; 1500 by default. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Always answers within the timeout; rejects only with the signal's reason. */
export async function probePort({ host, port, timeoutMs = 1500, signal }: PortProbeOptions): Promise<PortProbe> {
  signal?.throwIfAborted();
  const addresses = host === "localhost" ? (["127.0.0.1", "::1"] as const) : [host];
  const probes = await Promise.all(addresses.map((address) => probeAddress(address, port, timeoutMs, signal)));
  signal?.throwIfAborted();
  const best = probes.find(({ protocol }) => protocol !== "unknown") ?? probes.find(({ listening }) => listening) ?? probes[0];
  return best ?? { protocol: "unknown", address: "127.0.0.1", listening: false };
}

async function probeAddress(address: PortProbe["address"], port: number, timeoutMs: number, signal: AbortSignal | undefined): Promise<PortProbe> {
  const whole = withDeadline(timeoutMs, signal);
  const plain = await askPlainly(address, port, withDeadline(timeoutMs * 0.55, whole));
  if (!plain.connected) return { protocol: "unknown", address, listening: false };
  if (isPlainHttp(plain)) return { protocol: "http", address, listening: true };
  const secure = await shakeHands(address, port, whole);
  if (secure.kind === "tls") return { protocol: "https", address, listening: true, ...(secure.trusted === undefined ? {} : { selfSigned: !secure.trusted }) };
  if (secure.kind === "http" || plain.status !== undefined) return { protocol: saysHttps(plain) ? "https" : "http", address, listening: true };
  return { protocol: "unknown", address, listening: true };
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
