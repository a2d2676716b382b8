/** Carries one visitor's request to the agent over a stream of its own, and the answer back, unbuffered both ways. */
import { request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream";
import { errorPage, headerLines, without, type HeaderLine, type VisitorRequest } from "./message";
import type { MuxStream } from "./muxado";
import { writeAnswer, writeRawHead } from "./writeAnswer";

/** Where the answer came from, and its status; 0: none was given. */
export interface Outcome {
  readonly answeredBy: "edge" | "agent";
  readonly status: number;
}

const connectionHeaders = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/** What is to be carried, over which stream, and what the policy makes of the headers that come back. */
export interface Forwarding {
  readonly visitor: VisitorRequest;
  readonly stream: MuxStream;
  readonly onResponse: (status: number, headers: readonly HeaderLine[]) => readonly HeaderLine[];
}

export function forwardRequest(incoming: IncomingMessage, outgoing: ServerResponse, { visitor, stream, onResponse }: Forwarding): Promise<Outcome> {
  return new Promise((resolve) => {
    const upstream = open(visitor, stream, [...requestHeaders(visitor), ["connection", "close"]]);
    let answered = false;
    upstream.on("continue", () => outgoing.writeContinue());
    upstream.on("information", ({ statusCode, headers }) => {
      if (statusCode === 103) outgoing.writeEarlyHints(headers as Record<string, string | string[]>);
    });
    upstream.on("response", (answer) => {
      answered = true;
      const status = answer.statusCode ?? 0;
      const headers = onResponse(status, without(headerLines(answer.rawHeaders), ...connectionHeaders));
      outgoing.writeHead(status, answer.statusMessage ?? "", headers.flat());
      outgoing.flushHeaders();
      answer.on("end", () => {
        if (answer.rawTrailers.length > 0) outgoing.addTrailers(trailers(answer.rawTrailers));
      });
      pipeline(answer, outgoing, () => upstream.destroy());
      resolve({ answeredBy: "agent", status });
    });
    upstream.on("error", () => {
      if (answered || outgoing.headersSent) {
        outgoing.destroy();
        return;
      }
      writeAnswer(outgoing, brokenUpstream());
      resolve({ answeredBy: "edge", status: 502 });
    });
    outgoing.on("close", () => {
      if (!outgoing.writableFinished) upstream.destroy();
      resolve({ answeredBy: "edge", status: 0 });
    });
    incoming.on("end", () => {
      if (incoming.rawTrailers.length > 0) upstream.addTrailers(trailers(incoming.rawTrailers));
    });
    upstream.flushHeaders(); // a body may come late, or only after 100 Continue
    pipeline(incoming, upstream, () => undefined);
  });
}

/** An upgrade is piped only once the other side has agreed to it; any other answer is an answer, and ends the connection. */
export function forwardUpgrade(socket: Duplex, head: Buffer, { visitor, stream, onResponse }: Forwarding): Promise<Outcome> {
  return new Promise((resolve) => {
    const upstream = open(visitor, stream, visitor.headers);
    upstream.on("upgrade", (answer, _connection, first) => {
      writeRawHead(socket, 101, answer.statusMessage ?? "", headerLines(answer.rawHeaders));
      socket.write(first);
      stream.write(head);
      socket.setMaxListeners(20); // node's http and TLS servers and the pipeline each listen for its end
      pipeline(socket, stream, socket, () => undefined);
      resolve({ answeredBy: "agent", status: 101 });
    });
    upstream.on("response", (answer) => {
      const status = answer.statusCode ?? 0;
      writeRawHead(socket, status, answer.statusMessage ?? "", [...onResponse(status, without(headerLines(answer.rawHeaders), ...connectionHeaders)), ["connection", "close"]]);
      pipeline(answer, socket, () => upstream.destroy());
      resolve({ answeredBy: "agent", status });
    });
    upstream.on("error", () => {
      socket.destroy();
      resolve({ answeredBy: "edge", status: 0 });
    });
    socket.on("close", () => upstream.destroy());
    upstream.end();
  });
}

function open(visitor: VisitorRequest, stream: MuxStream, headers: readonly HeaderLine[]): ClientRequest {
  return httpRequest({
    method: visitor.method,
    path: visitor.target,
    headers: headers.flat(),
    // Without an `agent` key: node:http ignores createConnection beside `agent: false`.
    createConnection: () => stream,
  });
}

/** A request without a body must not gain a chunked one on the way. */
function requestHeaders({ headers }: VisitorRequest): HeaderLine[] {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const kept = without(headers, "connection", "keep-alive", "proxy-connection", "upgrade");
  return names.has("content-length") || names.has("transfer-encoding") ? kept : [...kept, ["content-length", "0"]];
}

function trailers(raw: readonly string[]): [string, string][] {
  return headerLines(raw).map(([name, value]) => [name, value]);
}

function brokenUpstream(): ReturnType<typeof errorPage> {
  return errorPage(502, "ERR_NGROK_3004", "The server returned an invalid or incomplete HTTP response.");
}
