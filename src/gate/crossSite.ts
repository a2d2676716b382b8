import { allowedOrigin, noOrigins, type AllowedOrigins } from "./cors";
import type { Exchange } from "./exchange";
import { throughWorker } from "./navigation";
import type { PublicOrigin } from "./publicOrigin";
import { hasHeader, headerTokens, headerValues, onlyValue, type RawHeaders } from "./rawHeaders";

const framing = new Set(["iframe", "frame", "embed", "object", "fencedframe"]);
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** S7: does another site make a signed-in visitor's browser do this? Decided before any rewriting, the same for both enforcements. */
export function isCrossSite(exchange: Exchange, own: PublicOrigin, allowed: AllowedOrigins = noOrigins): boolean {
  const changes = exchange.upgrade !== undefined || !safeMethods.has(exchange.method);
  return changes ? isCrossSiteAction(exchange, own, allowed) : isCrossSiteLoad(exchange, allowed);
}

/**
 * An unsafe method or an upgrade.
 * `Origin: null` hides the origin (a page with `no-referrer` posting to itself); there `Sec-Fetch-Site` decides, and without it the answer is yes.
 */
export function isCrossSiteAction({ headers }: Exchange, own: PublicOrigin, allowed: AllowedOrigins = noOrigins): boolean {
  const origins = headerValues(headers, "origin");
  const sites = headerValues(headers, "sec-fetch-site");
  if (origins.length > 1 || sites.length > 1) return true;
  const [origin] = origins;
  const [site] = sites;
  if (origin !== undefined && origin !== "null") return origin !== own.origin && !allowed.has(origin);
  if (site !== undefined) return site !== "same-origin" && (site !== "none" || origin === "null");
  return origin === "null";
}

/**
 * What changes nothing: a frame, an embed, an image, a script, a fetch for a page of another site (a sibling of the tunnel's
 * domain included). A link may lead here from anywhere, so that a whole tab passes. Programs and old browsers say nothing of it
 * and pass; for those browsers there is `frameProtection`.
 */
function isCrossSiteLoad({ headers }: Exchange, allowed: AllowedOrigins): boolean {
  const sites = headerValues(headers, "sec-fetch-site");
  if (sites.every((site) => site === "same-origin" || site === "none") && sites.length < 2) return false;
  if (onlyValue(headers, "sec-fetch-mode") === "navigate" && onlyValue(headers, "sec-fetch-dest") === "document") return false;
  return sites.length !== 1 || !isFromAllowed(headers, allowed);
}

/** Frames and no-cors loads come without an Origin; no page can make a browser send another site's Referer, only none. */
function isFromAllowed(headers: RawHeaders, allowed: AllowedOrigins): boolean {
  if (hasHeader(headers, "origin")) return allowedOrigin(headers, allowed) !== undefined;
  const referer = allowed.size === 0 ? undefined : onlyValue(headers, "referer");
  return referer !== undefined && URL.canParse(referer) && allowed.has(new URL(referer).origin);
}

/**
 * For a browser that doesn't say who frames a page, or whose worker hides it: nobody but the share itself may, unless the app has its own word on that.
 * Who was let in as an origin's that is allowed by name may stand in a frame of a frame: there the browser is told, whatever the app says.
 * @param asked the visitor's headers. @param answer the upstream's
 */
export function frameProtection(asked: RawHeaders, answer: RawHeaders, allowed: AllowedOrigins = noOrigins): readonly string[] {
  const policy = ["Content-Security-Policy", ["frame-ancestors 'self'", ...allowed].join(" ")];
  if (allowed.size > 0 && framing.has(onlyValue(asked, "sec-fetch-dest") ?? "")) return policy;
  if ((hasHeader(asked, "sec-fetch-site") && !throughWorker(asked)) || hasHeader(answer, "x-frame-options")) return [];
  const directives = headerTokens(answer, "content-security-policy").flatMap((said) => said.split(";"));
  return directives.some((directive) => /^\s*frame-ancestors(\s|$)/.test(directive)) ? [] : policy;
}
