import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";
import { Emitter } from "../base/emitter";

const slotMs = 10_000;
const slots = 6;
/** Requests within a minute. Pages left open by people whose sign-in has ended stay far below. */
export const flood = { begins: 600, ends: 300 } as const;

/** Strangers' requests of the last minute, as integers, and whether they are a flood (S28). */
export class StrangerCount implements Disposable {
  readonly #counts = new Array<number>(slots).fill(0);
  #at = 0;
  #sum = 0;
  #flooded = false;
  #turn: Disposable | undefined;
  readonly #told = new Emitter<number>();
  /** How many a minute: when a flood begins, every ten seconds while it lasts, and 0 at its end. */
  readonly event = this.#told.event;

  constructor(private readonly clock: Clock) {}

  add(): void {
    this.#counts[this.#at] = (this.#counts[this.#at] ?? 0) + 1;
    this.#sum++;
    this.#turn ??= this.clock.after(slotMs, () => this.#next());
    if (this.#flooded || this.#sum < flood.begins) return;
    this.#flooded = true;
    this.#told.fire(this.#sum);
  }

  dispose(): void {
    this.#turn?.dispose();
    this.#told.dispose();
  }

  #next(): void {
    this.#turn = undefined;
    const perMinute = this.#sum;
    this.#at = (this.#at + 1) % slots;
    this.#sum -= this.#counts[this.#at] ?? 0;
    this.#counts[this.#at] = 0;
    if (this.#sum > 0) this.#turn = this.clock.after(slotMs, () => this.#next());
    if (!this.#flooded) return;
    this.#flooded = this.#sum >= flood.ends;
    this.#told.fire(this.#flooded ? perMinute : 0);
  }
}
