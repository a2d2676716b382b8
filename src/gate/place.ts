import type { ShareOptions } from "../protocol/shareOptions";
import { noOrigins, type AllowedOrigins } from "./cors";
import type { GateOptions } from "./gateOptions";
import { headerChanges } from "./headerChanges";
import type { PublicOrigin } from "./publicOrigin";
import { isGateHeader } from "./requestHeaders";
import { rewriting, type RewrittenApp, type Rewriting } from "./rewriting";

/** Where a gate is, and what follows from it and the share's options: worked out once (what an app sees of it once per route), not with each request. */
export interface Place {
  readonly origin: PublicOrigin;
  readonly rewritingFor: (app: RewrittenApp) => Rewriting;
  readonly allowedOrigins: AllowedOrigins;
}

export function placeOf(origin: PublicOrigin, options: GateOptions, { addressing, headerRules = [], allowedOrigins = [] }: ShareOptions): Place {
  const changes = headerChanges(headerRules, (name) => isGateHeader(name, options));
  return {
    origin: options.innerHost === undefined ? origin : { ...origin, innerHost: options.innerHost },
    rewritingFor: (app) => rewriting(origin, app, addressing, changes),
    // The share's own pages need no such word, and the proof asks as one of them.
    allowedOrigins: allowedOrigins.length === 0 ? noOrigins : new Set(allowedOrigins.filter((allowed) => allowed !== origin.origin)),
  };
}
