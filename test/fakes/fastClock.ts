import { systemClock, type Clock } from "../../src/base/clock";

/** The system's clock, so many times as fast, and moved on at will. */
export class FastClock implements Clock {
  readonly #began = Date.now();
  #slept = 0;

  constructor(private readonly times: number) {}

  now(): number {
    return this.#began + (Date.now() - this.#began) * this.times + this.#slept;
  }

  after(ms: number, call: () => void) {
    return systemClock.after(ms / this.times, call);
  }

  /** What a computer that slept finds: it is later than its timers say. */
  sleep(ms: number): void {
    this.#slept += ms;
  }
}
