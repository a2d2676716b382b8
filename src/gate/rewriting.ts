import type { Addressing } from "../protocol/shareOptions";
import type { Upstream } from "../protocol/upstream";
import { noHeaderChanges, type HeaderChanges } from "./headerChanges";
import type { PublicOrigin } from "./publicOrigin";

/**
 * Under which address the app sees itself. Host, Origin, Referer, X-Forwarded-Host and X-Forwarded-Proto all say the same one:
 * Next.js 14 and Rails compare Origin with X-Forwarded-Host where there is one, newer Next.js with Host too.
 */
export interface Rewriting {
  readonly publicOrigin: PublicOrigin;
  /** `localhost:<port>`, behind a socket `localhost`, or the public host. */
  readonly upstreamHost: string;
  readonly upstreamOrigin: string;
  readonly upstreamScheme: "http" | "https";
  /** A start of an address by which the upstream may mean itself. */
  readonly upstreamItself: RegExp;
  /** What the share's own rules do to headers. */
  readonly headerChanges: HeaderChanges;
  /** S23: the part of the origin that is this app's; undefined: all of it. */
  readonly prefix: string | undefined;
  /** S23: starts of addresses of the other apps behind this origin. */
  readonly others: readonly { readonly itself: RegExp; readonly leadsHere: (path: string) => boolean }[];
}

/** An app behind the gate, and the others beside it. */
export interface RewrittenApp {
  readonly upstream: Upstream;
  readonly prefix?: string | undefined;
  /** @param leadsHere whether a path of the public origin is this one's */
  readonly others?: readonly { readonly upstream: Upstream; readonly leadsHere: (path: string) => boolean }[];
}

/** S7: `rewritten` tells the app everything as if it were opened on localhost, so that a dev server answers unconfigured; `preserved` everything as the visitor sees it. Never half and half. */
export function rewriting(publicOrigin: PublicOrigin, { upstream, prefix, others = [] }: RewrittenApp, addressing: Addressing = "rewritten", headerChanges = noHeaderChanges): Rewriting {
  const { scheme } = upstream;
  const own = new URL(`${scheme}://localhost:${portOf(upstream)}`);
  return {
    publicOrigin,
    headerChanges,
    prefix,
    others: others.map((other) => ({ itself: new RegExp(`^(?:${addressOf(other.upstream)})(?=[/?#]|$)`, "i"), leadsHere: other.leadsHere })),
    ...(addressing === "rewritten"
      ? { upstreamHost: own.host, upstreamOrigin: own.origin, upstreamScheme: scheme }
      : { upstreamHost: publicOrigin.host, upstreamOrigin: publicOrigin.origin, upstreamScheme: publicOrigin.scheme }),
    // A preserved public host may come back without its TLS, which ended before the app.
    upstreamItself: new RegExp(`^(?:${addressOf(upstream)}|http://${publicOrigin.host.replace(/[.[\]]/g, "\\$&")})(?=[/?#]|$)`, "i"),
  };
}

/** Behind a socket there is no port: to itself the app is where its scheme is at home. */
function portOf(upstream: Upstream): number {
  return "port" in upstream ? upstream.port : usualPort(upstream);
}

function usualPort({ scheme }: Upstream): number {
  return scheme === "http" ? 80 : 443;
}

/** A pattern for what the app may call itself. */
function addressOf(upstream: Upstream): string {
  const port = portOf(upstream);
  return `(?:${upstream.scheme}:)?//(?:localhost|127\\.0\\.0\\.1|\\[::1\\]|0\\.0\\.0\\.0)${port === usualPort(upstream) ? `(?::${port})?` : `:${port}`}`;
}

/** S7: only where it says exactly our public origin; anything else passes unchanged. */
export function originForUpstream(value: string, { publicOrigin, upstreamOrigin }: Rewriting): string {
  return value === publicOrigin.origin ? upstreamOrigin : value;
}

export function refererForUpstream(value: string, { publicOrigin, upstreamOrigin }: Rewriting): string {
  const { origin } = publicOrigin;
  return value === origin || value.startsWith(`${origin}/`) ? upstreamOrigin + value.slice(origin.length) : value;
}

/** A redirect of the upstream to itself leads to the public origin, and so does one to another app behind it, where that is reached by this path. */
export function locationForVisitor(value: string, { publicOrigin, upstreamItself, others }: Rewriting): string {
  if (upstreamItself.test(value)) return value.replace(upstreamItself, () => publicOrigin.origin);
  for (const { itself, leadsHere } of others) {
    const [start] = itself.exec(value) ?? [];
    if (start === undefined) continue;
    const rest = value.slice(start.length);
    if (leadsHere(/^\/[^?#]*/.exec(rest)?.[0] ?? "/")) return publicOrigin.origin + rest;
  }
  return value;
}
