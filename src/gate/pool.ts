import { createHmac } from "node:crypto";
import type { EnforcementKind } from "./gateOptions";

/**
 * What the gates of one pool have to agree on (S12): a browser meets another of them with every request. Made from the seal, which all
 * of them know and no visitor does; says nothing of it.
 */
export interface Pool {
  /** By what a browser remembers whom it met on this origin (S10): the pool, whichever machine answered. New with every seal. */
  readonly originMark: string;
  /** S26: what a form must bring along, whichever machine takes it. @param key of the session */
  readonly formToken: (key: string) => string;
}

export function poolOf(enforcement: EnforcementKind): Pool | undefined {
  if (enforcement.kind !== "edge" || enforcement.pooled !== true) return undefined;
  const { secret } = enforcement.seal;
  const derived = (purpose: string) => createHmac("sha256", secret).update(purpose).digest("base64url");
  return { originMark: derived("origin").slice(0, 22), formToken: (key) => derived(`form\n${key}`) };
}
