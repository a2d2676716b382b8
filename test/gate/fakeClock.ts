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

/** Stands still, but where something waits for a second at most: that is over at once. */
export class HastyClock extends FakeClock {
  override after(ms: number, call: () => void): Disposable {
    const due = this.now() + ms;
    let over = false;
    const timer = super.after(ms, () => {
      over = true;
      call();
    });
    if (ms <= 1000) {
      setImmediate(() => {
        if (!over) this.advance(Math.max(0, due - this.now()));
      });
    }
    return toDisposable(() => {
      over = true;
      timer.dispose();
    });
  }
}
