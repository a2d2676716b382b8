import { afterRunning } from "../base/deadline";
import { announcesBody, type Exchange } from "./exchange";
import type { RawHeaders } from "./rawHeaders";

/** An answer of the gate's own. */
export interface Answer {
  readonly status: number;
  /** Name and value in turn. */
  readonly headers: readonly string[];
  readonly body: string | WrittenPage;
  /** The connection is not used again. */
  readonly close?: true;
  /** What it says of a failure, and the log repeats. */
  readonly reference?: string;
}

/** A page is written when its reader is known. @param asked their headers */
export type WrittenPage = (asked: RawHeaders) => { readonly language: string; readonly text: string };

/** For programs: a status, a word that names the reason, and never a redirect. */
export function plainAnswer(status: number, error: string, headers: readonly string[] = []): Answer {
  return { status, headers: ["Content-Type", "application/json; charset=utf-8", ...headers], body: `${JSON.stringify({ error })}\n` };
}

/** For what no browser sends: the answer closes the connection. */
export function anomaly(status: number, error: string): Answer {
  return { ...plainAnswer(status, error), close: true };
}

/** S28: there is no place for it. */
export function busy(): Answer {
  return { ...plainAnswer(503, "busy", ["Retry-After", "5"]), close: true };
}

export function redirect(status: 302 | 303, location: string, headers: readonly string[] = []): Answer {
  return { status, headers: ["Location", location, ...headers], body: "" };
}

function write(body: Answer["body"], asked: RawHeaders): { readonly text: string; readonly headers: readonly string[] } {
  if (typeof body === "string") return { text: body, headers: ["Vary", "Cookie"] };
  const { language, text } = body(asked);
  return { text, headers: ["Content-Language", language, "Vary", "Cookie, Accept-Language"] };
}

const discardedBytes = 256 * 1024;
const discardedMs = 1000;

export function sendAnswer({ request, response, upgrade, headers, expectsContinue }: Exchange, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const unread = announcesBody(headers) && !request.complete;
  const written = write(answer.body, headers);
  const body = Buffer.from(written.text);
  const last = unread || upgrade !== undefined || answer.close === true;
  response.writeHead(answer.status, [
    ...answer.headers,
    // S17: caches in front of us go by different ones.
    "Cache-Control", "no-store", "CDN-Cache-Control", "no-store", ...written.headers,
    "X-Content-Type-Options", "nosniff",
    "Referrer-Policy", "same-origin",
    // RFC 9110, 8.6: never with 204.
    ...(answer.status === 204 ? [] : ["Content-Length", String(body.length)]),
    ...(last ? ["Connection", "close"] : []),
  ]);
  if (!unread || expectsContinue) {
    response.end(body);
    return;
  }
  // The whole answer goes out at once; closing over unread bytes would reset the connection and could destroy it on the way.
  if (body.length === 0) response.flushHeaders();
  else response.write(body);
  discard(request, () => response.end());
}

/** Reads on without keeping, for a bounded while, so that closing does not reset a connection whose answer is still on the way. */
export function discard(request: Exchange["request"], done: () => void): void {
  let left = discardedBytes;
  const timer = afterRunning(discardedMs, finish);
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) finish();
  });
  request.once("end", finish);
  request.once("close", finish);
  // Whoever read before may have paused it.
  request.resume();
  function finish() {
    clearTimeout(timer);
    request.pause();
    done();
  }
}
