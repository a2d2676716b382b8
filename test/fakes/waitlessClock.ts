import { systemClock, type Clock } from "../../src/base/clock";

/** Every wait is over at once, and it is as much later then. Nothing else takes time. */
export class WaitlessClock implements Clock {
  #now = 1_800_000_000_000;

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void) {
    return systemClock.after(0, () => {
      this.#now += ms;
      call();
    });
  }
}
