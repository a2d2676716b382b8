/** One public address of the edge: an https server that decides each visitor's request and answers or forwards it. */
import { createServer as createPlainServer, type IncomingMessage, type Server } from "node:http";
import { createServer } from "node:https";
import type { Duplex } from "node:stream";
import type { IssuedCertificate } from "../authority";
import { listen, listenOnLoopback, type Listening } from "../upstreams/listening";
import { carryOut, type OnResponse } from "./carryOut";
import type { CloudEndpoint } from "./cloudEndpoints";
import type { Endpoint } from "./endpoint";
import type { Faults } from "./faults";
import { forwardRequest, forwardUpgrade, type Outcome } from "./forward";
import { errorPage, headerLines, headerValue, redirect, without, type EdgeAnswer, type HeaderLine, type VisitorRequest } from "./message";
import type { MuxStream } from "./muxado";
import type { OpenidConnect } from "./openidConnect";
import { proxyHeader } from "./rpc";
import type { TrafficPolicy } from "./trafficPolicy";
import { writeAnswer, writeRawAnswer } from "./writeAnswer";

export interface RequestRecord {
  readonly origin: string;
  readonly method: string;
  /** Path and query as they came. */
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Undefined, like `status`, while unanswered. */
  answeredBy: "edge" | "agent" | undefined;
  status: number | undefined;
}

export interface VisitorFrontParts {
  readonly certificate: IssuedCertificate;
  readonly faults: Faults;
  readonly openidConnect: OpenidConnect;
  readonly requests: RequestRecord[];
  /** The endpoint that is to serve the next request, when one is online. */
  readonly endpoint: () => Endpoint | CloudEndpoint | undefined;
  /** The internal endpoint for the next request that is forwarded to this url. No visitor reaches one otherwise. */
  readonly internal: (url: string) => Endpoint | undefined;
}

type Decision =
  | { readonly kind: "answer"; readonly answer: EdgeAnswer }
  | { readonly kind: "forward"; readonly visitor: VisitorRequest; readonly stream: MuxStream; readonly onResponse: OnResponse }
  | { readonly kind: "silence" };

const bounds = { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 5000 };

export class VisitorFront {
  #listening: Listening | undefined;
  #plain: Listening | undefined;

  constructor(private readonly parts: VisitorFrontParts) {}

  /** `https://localhost:<port>` */
  get origin(): string {
    return `https://localhost:${this.port}`;
  }

  get port(): number {
    return this.#listening?.port ?? 0;
  }

  async listen(): Promise<void> {
    this.#listening = await listenOnLoopback(() => this.#serving(createServer({ ...this.parts.certificate, ...bounds, handshakeTimeout: 24 * 3_600_000 })));
  }

  /** The same without TLS, for those who come by the thousand: it is not their handshakes that are to be a burden. @returns its port on 127.0.0.1 */
  async listenPlain(): Promise<number> {
    this.#plain ??= await listen(this.#serving(createPlainServer(bounds)), "127.0.0.1");
    return this.#plain.port;
  }

  #serving<T extends Pick<Server, "on">>(server: T): T {
    server.on("request", (incoming, outgoing) => void this.#onRequest(incoming, outgoing).catch(() => outgoing.destroy()));
    server.on("checkContinue", (incoming: IncomingMessage, outgoing) => void this.#onRequest(incoming, outgoing).catch(() => outgoing.destroy()));
    server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void this.#onUpgrade(incoming, socket, head).catch(() => socket.destroy()));
    return server;
  }

  async close(): Promise<void> {
    await Promise.all([this.#listening?.close(), this.#plain?.close()]);
  }

  async #onRequest(incoming: IncomingMessage, outgoing: Parameters<typeof forwardRequest>[1]): Promise<void> {
    const record = this.#record(incoming);
    const decision = await this.#decide(incoming);
    if (decision.kind === "silence") return;
    if (decision.kind === "answer") {
      incoming.resume();
      writeAnswer(outgoing, decision.answer);
      note(record, { answeredBy: "edge", status: decision.answer.status });
    } else {
      note(record, await forwardRequest(incoming, outgoing, decision));
    }
  }

  async #onUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    const record = this.#record(incoming);
    const decision = await this.#decide(incoming);
    if (decision.kind === "silence") return;
    if (decision.kind === "answer") {
      writeRawAnswer(socket, decision.answer);
      note(record, { answeredBy: "edge", status: decision.answer.status });
    } else {
      note(record, await forwardUpgrade(socket, head, decision));
    }
  }

  #record(incoming: IncomingMessage): RequestRecord {
    const record: RequestRecord = { origin: this.origin, method: incoming.method ?? "", path: incoming.url ?? "", at: Date.now(), answeredBy: undefined, status: undefined };
    this.parts.requests.push(record);
    return record;
  }

  async #decide(incoming: IncomingMessage): Promise<Decision> {
    const { faults } = this.parts;
    const visitor = visitorOf(incoming);
    if (faults.noAnswer) return { kind: "silence" };
    if (faults.serverError) return answer(errorPage(502, "ERR_NGROK_3004", "The server returned an invalid or incomplete HTTP response."));
    if (faults.visitorError !== undefined) return answer(errorPage(503, faults.visitorError, `ngrok answers in the share's place (${faults.visitorError}).`));
    if (faults.redirectElsewhere) return answer(redirect("https://elsewhere.example/"));
    const endpoint = this.parts.endpoint();
    if (endpoint === undefined) return answer(errorPage(404, "ERR_NGROK_3200", `The endpoint ${this.origin} is offline.`));
    if (meetsInterstitial(faults.interstitial, visitor)) return answer(errorPage(200, "ERR_NGROK_6024", "You are about to visit a website served for free through ngrok.com."));

    const outcome = await this.#throughPolicies(endpoint, visitor);
    if (outcome.kind === "answer") return outcome;
    const { to, headers, onResponse } = outcome;
    const stream = to.session.mux.open();
    if (stream === undefined) return answer(errorPage(503, "ERR_NGROK_3008", "Too many requests are under way over this agent session."));
    stream.write(proxyHeader({ Id: to.id, ClientAddr: clientAddress(visitor.clientIp, incoming.socket.remotePort ?? 0), Proto: "https", EdgeType: "0", PassthroughTLS: false }));
    return { kind: "forward", stream, onResponse, visitor: { ...visitor, headers: forwarded(headers, visitor) } };
  }

  /** The policy of the address, and that of the internal endpoint to which it forwards. Host stays the address's own. */
  async #throughPolicies(first: Endpoint | CloudEndpoint, visitor: VisitorRequest): Promise<Extract<Decision, { kind: "answer" }> | { readonly kind: "forward"; readonly to: Endpoint; readonly headers: readonly HeaderLine[]; readonly onResponse: OnResponse }> {
    const { faults, openidConnect, internal } = this.parts;
    let at = first;
    let { headers } = visitor;
    let onResponse: OnResponse = (_, sent) => sent;
    for (let hop = 0; hop < mostHops; hop += 1) {
      const policy = faults.ignorePolicy ? forwardingAlone(at.policy) : at.policy;
      if (policy === undefined) break;
      const outcome = await carryOut({ policy, origin: this.origin, openidConnect, headerActions: !faults.forgetHeaderActions, internal }, { ...visitor, headers });
      if (outcome.kind === "answer") return outcome;
      headers = outcome.headers;
      const [outer, inner] = [onResponse, outcome.onResponse];
      onResponse = (status, sent) => outer(status, inner(status, sent));
      if (outcome.to === undefined) break;
      at = outcome.to;
    }
    if (isCloud(at)) return answer(errorPage(500, "ERR_NGROK_6029", "The traffic policy of this endpoint never ends in a terminating action."));
    return { kind: "forward", to: at, headers, onResponse };
  }
}

/** ngrok bounds the endpoints that a request passes through (ERR_NGROK_3501); this many are enough here. */
const mostHops = 5;

/** What is left of a policy that nobody heeds: a Cloud Endpoint's still says where to. */
function forwardingAlone(policy: TrafficPolicy | undefined): TrafficPolicy | undefined {
  const forwards = (policy?.rules ?? []).flatMap(({ actions }) => actions.filter(({ type }) => type === "forward-internal"));
  return forwards.length === 0 ? undefined : { rules: [{ expressions: [], actions: forwards }], onResponse: [], openidConnect: undefined };
}

function isCloud(endpoint: Endpoint | CloudEndpoint): endpoint is CloudEndpoint {
  return "kind" in endpoint;
}

function answer(of: EdgeAnswer): Extract<Decision, { kind: "answer" }> {
  return { kind: "answer", answer: of };
}

function note(record: RequestRecord, { answeredBy, status }: Outcome): void {
  record.answeredBy = answeredBy;
  record.status = status;
}

function visitorOf(incoming: IncomingMessage): VisitorRequest {
  const clientIp = (incoming.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
  return { method: incoming.method ?? "GET", target: incoming.url ?? "/", headers: headerLines(incoming.rawHeaders), clientIp };
}

function clientAddress(ip: string, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** The free plan's warning page: for browsers' navigations that don't ask to skip it. */
function meetsInterstitial(mode: boolean | "all", { method, headers }: VisitorRequest): boolean {
  if (mode === "all") return true;
  const navigation = method === "GET" && (headerValue(headers, "accept") ?? "").includes("text/html");
  return mode && navigation && headerValue(headers, "ngrok-skip-browser-warning") === undefined;
}

/** ngrok appends to X-Forwarded-For and -Proto, and sets X-Forwarded-Host only where the visitor sent none. */
function forwarded(headers: readonly HeaderLine[], { headers: original, clientIp }: VisitorRequest): HeaderLine[] {
  const appended = (name: string, value: string): HeaderLine => [
    name,
    [...headers.filter(([own]) => own.toLowerCase() === name).map(([, sent]) => sent), value].join(", "),
  ];
  const host = headerValue(headers, "x-forwarded-host") ?? headerValue(original, "host") ?? "";
  return [
    ...without(headers, "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"),
    appended("x-forwarded-for", clientIp),
    appended("x-forwarded-proto", "https"),
    ["x-forwarded-host", host],
  ];
}
