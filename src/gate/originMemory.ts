import { isSiteOfItsOwn } from "../ngrok/managedDomains";
import { plainAnswer, redirect, type Answer } from "./answer";
import { ownCookie, readCookies } from "./cookies";
import type { Exchange } from "./exchange";
import type { PublicOrigin } from "./publicOrigin";
import { headerValues } from "./rawHeaders";
import { isNavigation } from "./navigation";
import { returnPath } from "./returnTo";

/** Which share this browser last met on the origin: a small cookie with the share's mark says so. */
export type MetBefore = "this" | "another" | "none";

/** The longest that browsers keep a cookie. */
const rememberedSeconds = 400 * 24 * 3600;

export function metBefore({ headers }: Exchange, mark: string, origin: PublicOrigin): MetBefore {
  if (!headerValues(headers, "cookie").some((line) => line.includes(stem))) return "none";
  const name = cookieName(origin);
  const values = readCookies(headers).filter((cookie) => cookie.name === name).map(({ value }) => value);
  if (values.length === 0) return "none";
  return values.every((value) => value === mark) ? "this" : "another";
}

/** Headers by which the browser remembers this share. */
export function rememberShare(mark: string, origin: PublicOrigin): readonly string[] {
  return ["Set-Cookie", ownCookie(cookieName(origin), mark, { secure: origin.scheme === "https", maxAge: rememberedSeconds })];
}

/** How many of an app's cookies are expired by name. */
const mostExpired = 40;

/**
 * S10: yesterday's app on this origin may have left a service worker that would read today's. Nothing of this share is shown
 * before it is gone: whatever is asked, the answer clears the origin, and a person's browser asks again.
 *
 * Chromium takes the cookies away that came with the same answer, so that neither a sign-in nor a session may begin with it.
 * Browsers clear the cookies of the whole registrable domain. That is done where it concerns nobody else: at a name right below one
 * of ngrok's own domains. At a name of somebody's own (`share.acme.com`) people would be signed out of everything at `acme.com`, so
 * that only what the browser sends here is expired, by name. On http the cookies stay: they would go for every other port of the host.
 */
export function clearOrigin(exchange: Exchange, mark: string, origin: PublicOrigin): Answer {
  const whole = origin.scheme === "https" && isSiteOfItsOwn(origin.host);
  const byName = origin.scheme === "https" && !whole ? expired(exchange, origin) : [];
  const headers = ["Clear-Site-Data", whole ? '"cache", "cookies", "storage"' : '"cache", "storage"', ...byName, ...rememberShare(mark, origin)];
  return isNavigation(exchange) ? redirect(302, returnPath(exchange.target), headers) : plainAnswer(401, "signInRequired", headers);
}

/**
 * Of each cookie that came along, the one of this host with the usual path, whether for this name alone or for those below it too.
 * What a parent domain set is another cookie, and stays; so does what an app set for a path of its own.
 */
function expired({ headers }: Exchange, origin: PublicOrigin): readonly string[] {
  const names = new Set(readCookies(headers).map(({ name }) => name).filter((name) => name !== cookieName(origin) && /^[\w!#$%&'*+\-.^`|~]{1,200}$/.test(name)));
  const host = new URL(origin.origin).hostname;
  const gone = "Path=/; Max-Age=0; Secure";
  return [...names].slice(0, mostExpired).flatMap((name) => [
    ...["Set-Cookie", `${name}=; ${gone}`],
    // Of a name with this prefix browsers take no domain.
    ...(/^__host-/i.test(name) ? [] : ["Set-Cookie", `${name}=; Domain=${host}; ${gone}`]),
  ]);
}

/** For a browser that remembers no share, though an app may have pushed that cookie out of its jar: costs a new one nothing. */
export const clearStorage: readonly string[] = ["Clear-Site-Data", '"storage"'];

const stem = "portcullis-share";

function cookieName({ scheme, host }: PublicOrigin): string {
  return scheme === "https" ? `__Host-${stem}` : `${stem}-${host.split(":").at(-1) ?? ""}`;
}
