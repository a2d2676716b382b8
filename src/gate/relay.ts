import type { IncomingMessage } from "node:http";
import { discard } from "./answer";
import { allowedOrigin, corsHeaders, noOrigins, withoutCors, type AllowedOrigins } from "./cors";
import { frameProtection } from "./crossSite";
import { announcesBody, type Exchange } from "./exchange";
import { hopByHop } from "./hopByHop";
import { hasHeader, headerPairs, headerTokens, type RawHeaders } from "./rawHeaders";
import { responseHeaders, responseTrailers } from "./responseHeaders";
import type { Rewriting } from "./rewriting";
import type { Mended } from "./webpackClient";

export interface RelayHow {
  readonly rewriting: Rewriting;
  /** The gate's own headers. */
  readonly also: readonly string[];
  /** S7: whose pages may read the answer and frame it. */
  readonly allowed?: AllowedOrigins;
}

/** The headers that go to the visitor, and whether trailers may follow. */
export function answerHead({ status, headers }: { readonly status: number; readonly headers: RawHeaders }, exchange: Exchange, { rewriting, also, allowed = noOrigins }: RelayHow): { readonly head: string[]; readonly trailing: boolean } {
  const { request, method, target } = exchange;
  const passed = responseHeaders(headers, { rewriting, target });
  const said = allowedOrigin(exchange.headers, allowed) === undefined ? passed : withoutCors(passed);
  // By what the visitor will see: a rule may have taken the app's own word away.
  const head = [...said, ...also, ...corsHeaders(exchange, allowed), ...frameProtection(exchange.headers, passed, allowed)];
  const withBody = method !== "HEAD" && status !== 204 && status !== 304;
  const trailing = withBody && request.httpVersion === "1.1" && headerTokens(headers, "transfer-encoding").length > 0;
  if (trailing) for (const [name, value] of headerPairs(headers)) if (name.toLowerCase() === "trailer") head.push(name, value);
  return { head, trailing };
}

/**
 * Sends the upstream's answer on, byte by byte as it comes: never buffered whole, a truncated answer visibly truncated.
 * @param done called once the answer was read to its end; nothing more is to be sent to the upstream then
 * @throws TypeError when the answer's head can't be sent as it is; nothing was sent then
 */
export function relay(answer: IncomingMessage, exchange: Exchange, how: RelayHow & { readonly mended?: Mended | undefined }, done: () => void): void {
  const { request, response, upgrade, headers } = exchange;
  const { headers: rawHeaders, body } = how.mended ?? { headers: answer.rawHeaders, body: answer };
  const early = announcesBody(headers) && !request.complete;
  const { head, trailing } = answerHead({ status: answer.statusCode ?? 502, headers: rawHeaders }, exchange, how);
  // S25: after an answer that came before the request was whole, this connection is not used again.
  if (early || upgrade !== undefined) head.push("Connection", "close");
  response.sendDate = false;
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, head);
  // An event stream's head is what its reader waits for.
  if (hasHeader(rawHeaders, "content-length")) setImmediate(() => response.flushHeaders());
  else response.flushHeaders();

  body.pipe(response, { end: false });
  body.once("end", () => {
    if (trailing && answer.rawTrailers.length > 0) response.addTrailers(responseTrailers(answer.rawTrailers, how.rewriting));
    done();
    if (!early || request.complete) response.end();
    else discard(request, () => response.end());
  });
  answer.once("error", () => response.destroy());
  answer.once("close", () => {
    if (!answer.complete) response.destroy();
  });
  if (body !== answer) {
    body.once("error", () => response.destroy());
    response.once("close", () => body.destroy());
  }
}

/** 102, 103 and their kin. Node's own writeEarlyHints knows only well-formed Link headers and lower case. */
export function relayInformation(info: { readonly statusCode: number; readonly statusMessage: string; readonly rawHeaders: readonly string[] }, { request, response, upgrade }: Exchange): void {
  const { socket } = response;
  if (info.statusCode <= 101 || upgrade !== undefined || request.httpVersion !== "1.1" || response.headersSent || socket === null) return;
  const dropped = hopByHop(info.rawHeaders);
  const lines = [...headerPairs(info.rawHeaders)].filter(([name]) => name.toLowerCase() === "link" && !dropped.has("link")).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${info.statusCode} ${info.statusMessage}\r\n${lines.join("")}\r\n`, "latin1");
}
