import type { Clock } from "../../src/base/clock";
import { toDisposable, type Disposable } from "../../src/base/disposable";

/** Stands still until it is advanced. */
export class FakeClock implements Clock {
  #now = Date.now();
  #timers: { readonly at: number; readonly call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): Disposable {
    const timer = { at: this.#now + ms, call };
    this.#timers.push(timer);
    return toDisposable(() => (this.#timers = this.#timers.filter((each) => each !== timer)));
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const timer of this.#timers.filter(({ at }) => at <= this.#now)) {
      this.#timers = this.#timers.filter((each) => each !== timer);
      timer.call();
    }
  }
}
