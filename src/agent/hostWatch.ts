import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";

const checkEveryMs = 5_000;
const pauseAfterMs = 2 * 60_000;
const endAfterMs = 10 * 60_000;

/** A share does not outlive the person (S29): without a sign of the extension host it pauses after 2 minutes and ends after 10. */
export class HostWatch implements Disposable {
  #lastHeard: number;
  #paused = false;
  #timer: Disposable;

  constructor(
    private readonly clock: Clock,
    private readonly actions: { pause(): void; end(): void },
  ) {
    this.#lastHeard = clock.now();
    this.#timer = clock.after(checkEveryMs, () => this.#check());
  }

  heard(): void {
    this.#lastHeard = this.clock.now();
    this.#paused = false;
  }

  dispose(): void {
    this.#timer.dispose();
  }

  #check(): void {
    const silence = this.clock.now() - this.#lastHeard;
    if (silence >= endAfterMs) {
      this.actions.end();
      return;
    }
    if (silence >= pauseAfterMs && !this.#paused) {
      this.#paused = true;
      this.actions.pause();
    }
    this.#timer = this.clock.after(checkEveryMs, () => this.#check());
  }
}
