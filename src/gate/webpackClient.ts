import type { IncomingMessage } from "node:http";
import { Transform, type Readable, type TransformCallback } from "node:stream";
import { createGzip } from "node:zlib";
import type { Exchange } from "./exchange";
import { isNavigation } from "./navigation";
import { hasHeader, headerPairs, headerTokens, onlyValue, type RawHeaders } from "./rawHeaders";

/** An answer whose body differs from what the upstream sent. */
export interface Mended {
  readonly headers: RawHeaders;
  readonly body: Readable;
}

/**
 * webpack-dev-server compiles its own host and port into the script that listens for edits, unless it is configured otherwise
 * (5.2.7, Server.js, addAdditionalEntries: `?protocol=ws%3A&hostname=…&port=8080&pathname=%2Fws`). In a visitor's browser that is
 * another machine's port, or none. Here it is told what its documentation says for proxies: host `0.0.0.0` and port `0`, which
 * the script reads as "from where the page came". The text keeps its length.
 */
export class WebpackClient {
  /** Its pages come from Express; those of Vite, Next.js and the like don't, and are left alone. */
  #possible = false;

  /** @param upstreamPort undefined: it has none, and no script can name it */
  constructor(private readonly upstreamPort: number | undefined) {}

  /** Looks at the answer to a navigation, which precedes the scripts of the page. */
  notice(exchange: Exchange, headers: RawHeaders): void {
    const express = this.upstreamPort !== undefined && onlyValue(headers, "x-powered-by") === "Express";
    if (express !== this.#possible && isNavigation(exchange)) this.#possible = express;
  }

  /** Does this ask for a script that may hold the address? */
  concerns({ method, target, headers, upgrade }: Exchange): boolean {
    if (!this.#possible || method !== "GET" || upgrade !== undefined || hasHeader(headers, "range")) return false;
    const use = onlyValue(headers, "sec-fetch-dest");
    return use === undefined ? /\.m?js(\?|$)/.test(target) : use === "script";
  }

  /** Undefined: the answer is no script that can be read. Only for what `concerns` and was asked for without an encoding. */
  mend(answer: IncomingMessage, { headers: asked }: Exchange): Mended | undefined {
    const { rawHeaders, statusCode } = answer;
    if (this.upstreamPort === undefined || statusCode !== 200 || hasHeader(rawHeaders, "content-encoding")) return undefined;
    if (!headerTokens(rawHeaders, "content-type").some((type) => /^(text|application)\/(x-)?javascript\b/.test(type))) return undefined;
    const mended = answer.pipe(new SocketAddress(this.upstreamPort));
    if (!headerTokens(asked, "accept-encoding").some((encoding) => /^gzip(?!\s*;\s*q=0(\.0*)?$)/.test(encoding))) return { headers: rawHeaders, body: mended };
    // The upstream was asked not to: on the way to the visitor it counts.
    return { headers: compressed(rawHeaders), body: mended.pipe(createGzip()) };
  }
}

/** The visitor's headers, for an answer that can be read. */
export function readably(headers: readonly string[]): string[] {
  return [...headerPairs(headers)].flatMap(([name, value]) => (name.toLowerCase() === "accept-encoding" ? [] : [name, value])).concat("Accept-Encoding", "identity");
}

function compressed(headers: RawHeaders): string[] {
  const kept = [...headerPairs(headers)].flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    if (lower === "content-length" || lower === "accept-ranges") return [];
    return [name, lower === "etag" && !value.startsWith("W/") ? `W/${value}` : value];
  });
  return [...kept, "Content-Encoding", "gzip", "Vary", "Accept-Encoding"];
}

const address = /protocol=(?:auto|wss?|https?)%3A&((?:username=[^&\s"'`\\]{0,80}&)?(?:password=[^&\s"'`\\]{0,80}&)?)hostname=[^&\s"'`\\]{1,100}&port=(\d{1,5})(?=&pathname=)/g;
/** Nothing that `address` finds is longer. */
const longest = 400;

class SocketAddress extends Transform {
  #held = "";

  constructor(private readonly upstreamPort: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const text = mendedText(this.#held + chunk.toString("latin1"), this.upstreamPort);
    this.#held = text.slice(-longest);
    done(null, Buffer.from(text.slice(0, -longest), "latin1"));
  }

  override _flush(done: TransformCallback): void {
    done(null, Buffer.from(this.#held, "latin1"));
  }
}

/** A foreign port stays: somebody chose it. */
function mendedText(text: string, upstreamPort: number): string {
  return text.replace(address, (found: string, account: string, port: string) => {
    if (Number(port) !== upstreamPort) return found;
    // `auto`: as the page came. Where there is no room for it, https is still noticed by the script itself.
    const fitting = ["auto", "ws"].map((protocol) => `protocol=${protocol}%3A&${account}hostname=0.0.0.0&port=0`).find((own) => own.length <= found.length);
    return fitting?.padEnd(found.length, "&") ?? found;
  });
}
