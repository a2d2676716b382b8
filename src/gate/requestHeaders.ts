import { clientAddress } from "./clientAddress";
import { withoutOwnCookies } from "./cookies";
import type { Exchange } from "./exchange";
import type { GateOptions } from "./gateOptions";
import { changed, withoutDropped } from "./headerChanges";
import { hopByHop } from "./hopByHop";
import { identityHeaders, isReservedHeader } from "./identityHeaders";
import { hasHeader, headerPairs, type RawHeaders } from "./rawHeaders";
import { originForUpstream, refererForUpstream, type Rewriting } from "./rewriting";
import { spelling } from "./seal";
import type { Session } from "./sessions";

const otherMethod = new Set(["x-http-method-override", "x-http-method", "x-method-override"]);
const bodyless = new Set(["GET", "HEAD", "OPTIONS", "DELETE"]);

/**
 * What goes upstream: the visitor's headers without anything that is ours or the connection's, then what the gate says itself.
 * @param session undefined on an open path: nobody in particular asks, and no other method than the request's own is named (S6)
 */
export function requestHeaders(exchange: Exchange, session: Session | undefined, how: { readonly rewriting: Rewriting; readonly options: Pick<GateOptions, "enforcement" | "clientAddress" | "vouchesForEmail">; readonly program?: boolean }): string[] {
  const { headers, method, upgrade } = exchange;
  const { rewriting, options } = how;
  const dropped = hopByHop(headers);
  const chunked = hasHeader(headers, "transfer-encoding");
  const kept: string[] = ["Host", rewriting.upstreamHost];
  for (const [name, value] of headerPairs(headers)) {
    const lower = name.toLowerCase();
    // Only chunks are followed by trailers: Node throws over a head that promises them without.
    if (lower === "trailer" && !chunked) continue;
    // The gate has already said `100 Continue` itself.
    if (lower === "host" || lower === "expect" || dropped.has(lower) || isGateHeader(name, options)) continue;
    if (how.program === true && lower === "authorization") continue;
    if (session === undefined && otherMethod.has(spelling(name))) continue;
    const passed = passedValue(lower, value, rewriting);
    if (passed !== undefined) kept.push(name, passed);
  }
  if (chunked) kept.push("Transfer-Encoding", "chunked");
  else if (!bodyless.has(method) && !hasHeader(headers, "content-length")) kept.push("Content-Length", "0");
  if (upgrade !== undefined) kept.push("Connection", "Upgrade", "Upgrade", "websocket");
  if (session !== undefined) kept.push(...identityHeaders(session.person, options.vouchesForEmail));
  const client = clientAddress(exchange, options.clientAddress);
  if (client !== undefined) kept.push("X-Forwarded-For", client);
  kept.push("X-Forwarded-Proto", rewriting.upstreamScheme, "X-Forwarded-Host", rewriting.upstreamHost);
  return changed(kept, rewriting.headerChanges.request);
}

/** The same for what follows a chunked body: a trailer may name nothing that a header may not. */
export function requestTrailers(trailers: RawHeaders, headers: RawHeaders, { rewriting, options }: { readonly rewriting: Rewriting; readonly options: Pick<GateOptions, "enforcement"> }): [string, string][] {
  const dropped = hopByHop(headers);
  return [...headerPairs(withoutDropped(trailers, rewriting.headerChanges.request))].filter(([name]) => !dropped.has(name.toLowerCase()) && !isGateHeader(name, options) && !neverTrailers.has(name.toLowerCase())).map(([name, value]) => [name, value]);
}

const neverTrailers = new Set(["host", "content-length", "cookie", "authorization", "origin", "referer", "expect", "trailer"]);

export function isGateHeader(name: string, { enforcement }: Pick<GateOptions, "enforcement">): boolean {
  return isReservedHeader(name) || (enforcement.kind === "edge" && spelling(name) === spelling(enforcement.seal.headerName));
}

function passedValue(lower: string, value: string, rewriting: Rewriting): string | undefined {
  if (lower === "cookie") return withoutOwnCookies(value);
  if (lower === "origin") return originForUpstream(value, rewriting);
  if (lower === "referer") return refererForUpstream(value, rewriting);
  return value;
}
