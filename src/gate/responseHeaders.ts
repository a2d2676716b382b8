import { isBelow } from "../protocol/routes";
import { withinPrefix } from "./cookiePath";
import { isOwnPair } from "./cookies";
import { changed, withoutDropped } from "./headerChanges";
import { hopByHop } from "./hopByHop";
import { isReservedHeader } from "./identityHeaders";
import { ownPrefix } from "./ownPaths";
import { headerPairs, type RawHeaders } from "./rawHeaders";
import { locationForVisitor, type Rewriting } from "./rewriting";

const caches = new Set(["cdn-cache-control", "surrogate-control", "x-accel-expires"]);

/** What goes to the visitor: the upstream's headers in its order and spelling, without what is the gate's or the connection's, and private to this person (S17). */
export function responseHeaders(headers: RawHeaders, { rewriting, target }: { readonly rewriting: Rewriting; readonly target: string }): string[] {
  const dropped = hopByHop(headers);
  const kept: string[] = [];
  const cacheControl: string[] = [];
  const vary: string[] = [];
  for (const [name, value] of headerPairs(headers)) {
    const lower = name.toLowerCase();
    if (dropped.has(lower) || caches.has(lower) || lower.endsWith("-cdn-cache-control") || lower === "trailer") continue;
    // S10: it clears the whole origin, our session too.
    if (isReservedHeader(name) || lower === "clear-site-data") continue;
    if (lower === "service-worker-allowed" && !mayControl(value, target, rewriting.prefix)) continue;
    if (lower === "cache-control") cacheControl.push(value);
    else if (lower === "vary") vary.push(value);
    else if (lower === "location") kept.push(name, locationForVisitor(value, rewriting));
    else if (lower !== "set-cookie") kept.push(name, value);
    else if (!isOwnPair(value)) kept.push(...cookieLine(name, withoutDomain(value), { prefix: rewriting.prefix, target }));
  }
  kept.push("Cache-Control", privately(cacheControl), "CDN-Cache-Control", "no-store", "Vary", varying(vary));
  return changed(kept, rewriting.headerChanges.response);
}

/** A worker of another scope would stand between a visitor and the gate's own pages (S10), or another app's (S23). */
function mayControl(scope: string, target: string, prefix: string | undefined): boolean {
  const base = `https://own.invalid${target.startsWith("/") ? "" : "/"}`;
  if (!URL.canParse(scope, base + target)) return false;
  const path = decodedPath(new URL(scope, base + target).pathname);
  return !`${ownPrefix}/`.startsWith(path) && (prefix === undefined || isBelow(prefix, path));
}

function cookieLine(name: string, cookie: string, { prefix, target }: { readonly prefix: string | undefined; readonly target: string }): readonly string[] {
  const passed = prefix === undefined ? cookie : withinPrefix(cookie, prefix, target);
  return passed === undefined ? [] : [name, passed];
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "/";
  }
}

/** A trailer may say nothing that the header section may not. */
export function responseTrailers(trailers: RawHeaders, { headerChanges }: Rewriting): [string, string][] {
  const never = new Set(["set-cookie", "cache-control", "vary", "location", "content-length", "transfer-encoding", "connection", "trailer"]);
  return [...headerPairs(withoutDropped(trailers, headerChanges.response))].filter(([name]) => !never.has(name.toLowerCase()) && !isReservedHeader(name)).map(([name, value]) => [name, value]);
}

/** The visitor's browser knows the app by another host. */
function withoutDomain(cookie: string): string {
  return cookie.split(";").filter((attribute, index) => index === 0 || !/^\s*domain\s*(=|$)/i.test(attribute)).join(";");
}

function privately(lines: readonly string[]): string {
  // A quoted list of fields (`private="x-secret"`) may hold commas.
  const directives = (lines.join(",").match(/[^,"]*(?:"[^"]*"?[^,"]*)*/g) ?? []).map((directive) => directive.trim());
  return ["private", ...directives.filter((directive) => directive !== "" && !/^(public|private|s-maxage)\b/i.test(directive))].join(", ");
}

function varying(lines: readonly string[]): string {
  const names = lines.flatMap((line) => line.split(",")).map((name) => name.trim()).filter((name) => name !== "");
  if (names.includes("*")) return "*";
  return names.some((name) => name.toLowerCase() === "cookie") ? names.join(", ") : [...names, "Cookie"].join(", ");
}
