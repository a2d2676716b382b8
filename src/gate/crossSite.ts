import type { Exchange } from "./exchange";
import { throughWorker } from "./navigation";
import type { PublicOrigin } from "./publicOrigin";
import { hasHeader, headerTokens, headerValues, onlyValue, type RawHeaders } from "./rawHeaders";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** S7: does another site make a signed-in visitor's browser do this? Decided before any rewriting, the same for both enforcements. */
export function isCrossSite(exchange: Exchange, own: PublicOrigin): boolean {
  const changes = exchange.upgrade !== undefined || !safeMethods.has(exchange.method);
  return changes ? isCrossSiteAction(exchange, own) : isCrossSiteLoad(exchange);
}

/**
 * An unsafe method or an upgrade.
 * `Origin: null` hides the origin (a page with `no-referrer` posting to itself); there `Sec-Fetch-Site` decides, and without it the answer is yes.
 */
export function isCrossSiteAction({ headers }: Exchange, own: PublicOrigin): boolean {
  const origins = headerValues(headers, "origin");
  const sites = headerValues(headers, "sec-fetch-site");
  if (origins.length > 1 || sites.length > 1) return true;
  const [origin] = origins;
  const [site] = sites;
  if (origin !== undefined && origin !== "null") return origin !== own.origin;
  if (site !== undefined) return site !== "same-origin" && (site !== "none" || origin === "null");
  return origin === "null";
}

/**
 * What changes nothing: a frame, an embed, an image, a script, a fetch for a page of another site (a sibling of the tunnel's
 * domain included). A link may lead here from anywhere, so that a whole tab passes. Programs and old browsers say nothing of it
 * and pass; for those browsers there is `frameProtection`.
 */
function isCrossSiteLoad({ headers }: Exchange): boolean {
  const sites = headerValues(headers, "sec-fetch-site");
  if (sites.every((site) => site === "same-origin" || site === "none") && sites.length < 2) return false;
  return onlyValue(headers, "sec-fetch-mode") !== "navigate" || onlyValue(headers, "sec-fetch-dest") !== "document";
}

/**
 * For a browser that doesn't say who frames a page, or whose worker hides it: nobody but the share itself may, unless the app has its own word on that.
 * @param asked the visitor's headers. @param answer the upstream's
 */
export function frameProtection(asked: RawHeaders, answer: RawHeaders): readonly string[] {
  if ((hasHeader(asked, "sec-fetch-site") && !throughWorker(asked)) || hasHeader(answer, "x-frame-options")) return [];
  const directives = headerTokens(answer, "content-security-policy").flatMap((policy) => policy.split(";"));
  return directives.some((directive) => /^\s*frame-ancestors(\s|$)/.test(directive)) ? [] : ["Content-Security-Policy", "frame-ancestors 'self'"];
}
