import type { UpstreamAddress } from "./gateOptions";
import type { PublicOrigin } from "./publicOrigin";

/** How a dev server sees itself, so that it answers unconfigured (Vite and others refuse unknown hosts). */
export interface Rewriting {
  readonly publicOrigin: PublicOrigin;
  /** `localhost:<port>` */
  readonly upstreamHost: string;
  readonly upstreamOrigin: string;
  /** A start of an address by which the upstream may mean itself. */
  readonly upstreamItself: RegExp;
}

export function rewriting(publicOrigin: PublicOrigin, { scheme, port }: UpstreamAddress): Rewriting {
  const own = new URL(`${scheme}://localhost:${port}`);
  const defaultPort = (scheme === "http" && port === 80) || (scheme === "https" && port === 443);
  return {
    publicOrigin,
    upstreamHost: own.host,
    upstreamOrigin: own.origin,
    upstreamItself: new RegExp(`^(?:${scheme}:)?//(?:localhost|127\\.0\\.0\\.1|\\[::1\\]|0\\.0\\.0\\.0)${defaultPort ? `(?::${port})?` : `:${port}`}(?=[/?#]|$)`, "i"),
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
