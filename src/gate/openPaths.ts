import type { Clock } from "../base/clock";
import { openPathFor, type OpenPath } from "../identity/openPath";
import type { Exchange } from "./exchange";
import { forgivingSegments, forgivingText, withoutDots } from "./forgivingPath";
import { RateLimit } from "./rateLimit";
import { hasHeader, headerTokens } from "./rawHeaders";

export const openLimits = {
  /** Each path. */
  requestsPerMinute: 60,
  /** All paths together. */
  atOnce: 8,
  bodyBytes: 1024 * 1024,
  /** From the request's head to the answer's last byte, as for every stranger (S28). */
  wholeMs: 10_000,
} as const;

interface Held extends OpenPath {
  readonly segments: readonly string[];
  readonly requests: RateLimit;
}

/** What anybody may ask for without signing in (S6), as the share has it now, and what is under way there. */
export class OpenPaths {
  #held: readonly Held[] = [];
  readonly #inFlight = new Map<() => void, string>();

  /** @param isForDeveloper S19: whether the app could read a target as one that is for the developer alone */
  constructor(private readonly clock: Clock, private readonly isForDeveloper: (target: string) => boolean) {}

  /** What is under way on a path that is not open any more ends. */
  set(paths: readonly OpenPath[]): void {
    const before = new Map(this.#held.map((held) => [keyOf(held), held]));
    // The count of a path that stays goes on.
    this.#held = paths.map((path) => before.get(keyOf(path)) ?? { ...path, segments: forgivingSegments(path.path), requests: new RateLimit(this.clock, openLimits.requestsPerMinute) });
    const open = new Set(paths.map(keyOf));
    for (const [end, key] of [...this.#inFlight]) if (!open.has(key)) end();
  }

  /** The open path that a request is for. Never for an upgrade, a manifest, a worker's script, or what is for the developer alone, whatever the share allows its visitors. */
  for(exchange: Exchange): OpenPath | undefined {
    if (this.#held.length === 0 || exchange.upgrade !== undefined) return undefined;
    const { method, target, headers } = exchange;
    const found = openPathFor(this.#held, method, target);
    if (found === undefined || hasHeader(headers, "service-worker")) return undefined;
    if (headerTokens(headers, "sec-fetch-dest").some((dest) => neverOpen.has(dest))) return undefined;
    return overridesMethod(target) || this.isForDeveloper(target) ? undefined : found;
  }

  /** Might anybody read this target as one of the open paths, or as something below? */
  couldBe(target: string): boolean {
    if (this.#held.length === 0) return false;
    const segments = forgivingSegments(target.split("?", 1)[0] ?? "");
    const readings = [segments, withoutDots(segments)];
    return this.#held.some((held) => readings.some((reading) => held.segments.every((segment, at) => reading[at] === segment)));
  }

  /** @param end called when the path is closed or the gate shuts. @returns lets go; or why there is no room now */
  take(path: OpenPath, end: () => void): { readonly letGo: () => void } | "tooOften" | "tooMany" {
    const key = keyOf(path);
    if (this.#inFlight.size >= openLimits.atOnce) return "tooMany";
    if (this.#held.find((held) => keyOf(held) === key)?.requests.take() !== true) return "tooOften";
    this.#inFlight.set(end, key);
    return { letGo: () => void this.#inFlight.delete(end) };
  }

  endInFlight(): void {
    for (const end of [...this.#inFlight.keys()]) end();
  }
}

const neverOpen = new Set(["manifest", "serviceworker", "sharedworker"]);

/** Frameworks (Rack, Express, Laravel) take another method than the request's own from a field of this name. */
function overridesMethod(target: string): boolean {
  const query = target.slice(target.indexOf("?") + 1);
  return target.includes("?") && forgivingText(query).split(/[&;?]/).some((parameter) => parameter.split("=", 1)[0] === "_method");
}

function keyOf({ path, prefix, methods }: OpenPath): string {
  return `${methods.join("|")} ${path}${prefix === true ? "/*" : ""}`;
}
