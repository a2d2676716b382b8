import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";

const everyMs = 10_000;
const jumpMs = 60_000;

/** Notices that the computer slept: a timer that comes far too late. */
export class ClockJumps implements Disposable {
  #timer: Disposable;
  #expected: number;

  constructor(
    private readonly clock: Clock,
    private readonly onJump: (seconds: number) => void,
  ) {
    this.#expected = clock.now() + everyMs;
    this.#timer = clock.after(everyMs, () => this.#check());
  }

  dispose(): void {
    this.#timer.dispose();
  }

  #check(): void {
    const late = this.clock.now() - this.#expected;
    this.#expected = this.clock.now() + everyMs;
    this.#timer = this.clock.after(everyMs, () => this.#check());
    if (late > jumpMs) this.onJump(Math.round(late / 1000));
  }
}
