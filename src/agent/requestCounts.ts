import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";
import type { Gate } from "../gate/gateOptions";

/** Seconds would tell nobody more: what is counted is a month's. */
const everyMs = 30_000;

export interface RequestCountsOptions {
  readonly clock: Clock;
  /** @param count since the last time, above 0 */
  readonly tell: (shareId: string, count: number) => void;
}

/** How many requests came to each share: every one, the proof's and strangers' included, as ngrok counts them too. */
export class RequestCounts {
  constructor(private readonly options: RequestCountsOptions) {}

  /** Until disposed, when the rest is told. */
  add(shareId: string, gate: Pick<Gate, "requestCount">): Disposable {
    const { clock, tell } = this.options;
    let told = 0;
    let over = false;
    const take = () => {
      const count = gate.requestCount();
      if (count > told) tell(shareId, count - told);
      told = count;
    };
    const turn = (): Disposable =>
      clock.after(everyMs, () => {
        take();
        next = turn();
      });
    let next = turn();
    return {
      dispose: () => {
        if (over) return;
        over = true;
        next.dispose();
        take();
      },
    };
  }
}
