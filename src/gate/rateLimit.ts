import type { Clock } from "../base/clock";

/** So many a minute, refilled steadily; the whole minute's worth may come at once. */
export class RateLimit {
  #left: number;
  #at: number;

  constructor(private readonly clock: Clock, private readonly perMinute: number) {
    this.#left = perMinute;
    this.#at = clock.now();
  }

  take(): boolean {
    const now = this.clock.now();
    this.#left = Math.min(this.perMinute, this.#left + (Math.max(0, now - this.#at) / 60_000) * this.perMinute);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
