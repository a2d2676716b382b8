import type { Clock } from "../base/clock";
import type { Share } from "./share";

const quietMs = 10 * 60_000;

/** Which floods a person is to be told of: each share's at most once in ten minutes. */
export class FloodNotices {
  readonly #toldAt = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** @returns the shares to tell of now, which count as told */
  due(shares: readonly Share[]): readonly Share[] {
    const now = this.clock.now();
    for (const [id, at] of this.#toldAt) if (now - at >= quietMs) this.#toldAt.delete(id);
    return shares.filter(({ spec, state, strangersPerMinute }) => {
      if (strangersPerMinute === 0 || state.kind !== "live" || this.#toldAt.has(spec.id)) return false;
      this.#toldAt.set(spec.id, now);
      return true;
    });
  }
}
