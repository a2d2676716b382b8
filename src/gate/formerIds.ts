import type { Clock } from "../base/clock";

/** Longer than a request that was under way takes to arrive. */
const graceMs = 10_000;

/**
 * The keys that sessions had before they got a new id. Another tab's requests that left with the old cookie still count for a moment;
 * answered as a stranger's, they would take the new cookie away again.
 */
export class FormerIds {
  readonly #next = new Map<string, { readonly key: string; readonly until: number }>();

  constructor(private readonly clock: Clock, private readonly most: number) {}

  replaced(former: string, key: string): void {
    this.#next.set(former, { key, until: this.clock.now() + graceMs });
    for (const [oldest, { until }] of this.#next) {
      if (until > this.clock.now() && this.#next.size <= this.most) break;
      this.#next.delete(oldest);
    }
  }

  /** The key that took the place of this one a moment ago. */
  successor(former: string): string | undefined {
    const next = this.#next.get(former);
    if (next === undefined || next.until <= this.clock.now()) return undefined;
    return this.successor(next.key) ?? next.key;
  }
}
