import { toDisposable, type Disposable } from "./disposable";

/** Time as the product sees it; tests inject their own. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Calls once after `ms` milliseconds. The timer does not keep the process alive. */
  after(ms: number, call: () => void): Disposable;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    timer.unref();
    return toDisposable(() => clearTimeout(timer));
  },
};
