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
}

/** S7: `rewritten` tells the app everything as if it were opened on localhost, so that a dev server answers unconfigured; `preserved` everything as the visitor sees it. Never half and half. */
export function rewriting(publicOrigin: PublicOrigin, upstream: Upstream, addressing: Addressing = "rewritten", headerChanges = noHeaderChanges): Rewriting {
  const { scheme } = upstream;
  // Behind a socket there is no port: to itself the app is where its scheme is at home.
  const usual = scheme === "http" ? 80 : 443;
  const port = "port" in upstream ? upstream.port : usual;
  const own = new URL(`${scheme}://localhost:${port}`);
  return {
    publicOrigin,
    headerChanges,
    ...(addressing === "rewritten"
      ? { upstreamHost: own.host, upstreamOrigin: own.origin, upstreamScheme: scheme }
      : { upstreamHost: publicOrigin.host, upstreamOrigin: publicOrigin.origin, upstreamScheme: publicOrigin.scheme }),
    // A preserved public host may come back without its TLS, which ended before the app.
    upstreamItself: new RegExp(`^(?:(?:${scheme}:)?//(?:localhost|127\\.0\\.0\\.1|\\[::1\\]|0\\.0\\.0\\.0)${port === usual ? `(?::${port})?` : `:${port}`}|http://${publicOrigin.host.replace(/[.[\]]/g, "\\$&")})(?=[/?#]|$)`, "i"),
  };
}

/** S7: only where it says exactly our public origin; anything else passes unchanged. */
export function originForUpstream(value: string, { publicOrigin, upstreamOrigin }: Rewriting): string {
  return value === publicOrigin.origin ? upstreamOrigin : value;
}

export function refererForUpstream(value: string, { publicOrigin, upstreamOrigin }: Rewriting): string {
  const { origin } = publicOrigin;
  return value === origin || value.startsWith(`${origin}/`) ? upstreamOrigin + value.slice(origin.length) : value;
}

/** A redirect of the upstream to itself leads to the public origin. */
export function locationForVisitor(value: string, { publicOrigin, upstreamItself }: Rewriting): string {
  return value.replace(upstreamItself, () => publicOrigin.origin);
}
