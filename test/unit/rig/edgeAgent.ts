/** The real ngrok agent against the stand-in edge, and a plain visitor, for the edge's own tests. */
import ngrok, { type Listener, type Session } from "@ngrok/ngrok";
import { createServer, type RequestListener, type Server } from "node:http";
import { request, type RequestOptions } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Authority } from "../../rig/authority";
import type { Edge } from "../../rig/edge/edge";

export interface AgentOptions {
  readonly token?: string;
  /** Seconds. */
  readonly heartbeat?: number;
  /** Seconds until an echo counts as missing; by default the interval once more. */
  readonly tolerance?: number;
  /** Milliseconds until the echo, or null when none came in time. */
  readonly onHeartbeat?: (latency: number | null) => void;
}

export function connectAgent(edge: Edge, authority: Authority, { token = "good-token", heartbeat = 10, tolerance = heartbeat, onHeartbeat }: AgentOptions = {}): Promise<Session> {
  const builder = new ngrok.SessionBuilder();
  if (onHeartbeat !== undefined) builder.handleHeartbeat(onHeartbeat);
  return builder
    .authtoken(token)
    .serverAddr(edge.serverAddress)
    .caCert(Buffer.from(authority.certificatePem))
    .heartbeatInterval(heartbeat)
    .heartbeatTolerance(tolerance)
    .handleDisconnection(() => false)
    .connect();
}

export interface ShareOptions {
  readonly policy?: object | string;
  readonly domain?: string;
  readonly pooling?: boolean;
  readonly binding?: "internal" | "public";
}

export async function share(session: Session, upstream: Upstream, { policy, domain, pooling, binding }: ShareOptions = {}): Promise<Listener> {
  const builder = session.httpEndpoint();
  if (policy !== undefined) builder.trafficPolicy(typeof policy === "string" ? policy : JSON.stringify(policy));
  if (domain !== undefined) builder.domain(domain);
  if (pooling === true) builder.poolingEnabled(true);
  if (binding !== undefined) builder.binding(binding);
  return builder.listenAndForward(`http://127.0.0.1:${upstream.port}`);
}

export interface Upstream {
  readonly server: Server;
  readonly port: number;
  close(): Promise<void>;
}

export async function startUpstream(onRequest: RequestListener): Promise<Upstream> {
  const server = createServer(onRequest);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    server,
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly trailers: NodeJS.Dict<string>;
}

/** One request, redirects not followed, on a connection of its own. */
export function visit(url: string, authority: Authority, options: RequestOptions & { readonly body?: Buffer } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body, ...rest } = options;
    const outgoing = request(url, { ca: authority.certificatePem, agent: false, timeout: 120_000, ...rest }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks), trailers: incoming.trailers }));
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("No answer within the bound.")));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Resolves once the condition holds; rejects after two minutes. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 120_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** How a promise ended, or `pending` when it hadn't within the bound. */
export async function within(ms: number, promise: Promise<unknown>): Promise<"resolved" | "rejected" | "pending"> {
  let timer: NodeJS.Timeout | undefined;
  const pending = new Promise<"pending">((resolve) => {
    timer = setTimeout(() => resolve("pending"), ms);
  });
  try {
    return await Promise.race([promise.then(() => "resolved" as const, () => "rejected" as const), pending]);
  } finally {
    clearTimeout(timer);
  }
}
