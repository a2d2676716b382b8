import type { Exchange } from "./exchange";
import type { PublicOrigin } from "./publicOrigin";
import { headerValues } from "./rawHeaders";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * S7: does another site make a signed-in visitor's browser act? Decided before any rewriting.
 * `Origin: null` hides the origin (a page with `no-referrer` posting to itself); there `Sec-Fetch-Site` decides, and without it the answer is yes.
 */
export function isCrossSiteAction({ method, headers, upgrade }: Exchange, own: PublicOrigin): boolean {
  if (upgrade === undefined && safeMethods.has(method)) return false;
  const origins = headerValues(headers, "origin");
  const sites = headerValues(headers, "sec-fetch-site");
  if (origins.length > 1 || sites.length > 1) return true;
  const [origin] = origins;
  const [site] = sites;
  if (origin !== undefined && origin !== "null") return origin !== own.origin;
  if (site !== undefined) return site !== "same-origin" && (site !== "none" || origin === "null");
  return origin === "null";
}
