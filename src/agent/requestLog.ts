import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";
import type { ExchangeRecord } from "../gate/exchangeRecords";
import type { Gate } from "../gate/gateOptions";
import { longestRequestTarget, mostRequests, type RequestRecord } from "../protocol/messages";

/** Requests are told in batches, so that traffic is no flood of messages. */
export const batchMs = 250;

export interface RequestLogOptions {
  readonly clock: Clock;
  /** @param dropped how many more there were */
  readonly tell: (batch: { readonly requests: RequestRecord[]; readonly dropped: number }) => void;
}

/** One record per finished request of every share, for the host's log. While it is off the gates keep none, and nothing is told. */
export class RequestLog {
  readonly #gates = new Map<Pick<Gate, "onExchange">, { readonly shareId: string; watching: Disposable | undefined }>();
  #on = false;
  #requests: RequestRecord[] = [];
  #dropped = 0;
  #turn: Disposable | undefined;

  constructor(private readonly options: RequestLogOptions) {}

  /** Until disposed. */
  add(shareId: string, gate: Pick<Gate, "onExchange">): Disposable {
    this.#gates.set(gate, { shareId, watching: this.#on ? this.#watch(shareId, gate) : undefined });
    return {
      dispose: () => {
        this.#gates.get(gate)?.watching?.dispose();
        this.#gates.delete(gate);
      },
    };
  }

  /** What was not told yet when it is turned off is forgotten. */
  turn(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    for (const [gate, held] of this.#gates) {
      held.watching?.dispose();
      held.watching = on ? this.#watch(held.shareId, gate) : undefined;
    }
    this.#turn?.dispose();
    this.#turn = undefined;
    this.#take();
  }

  #watch(shareId: string, gate: Pick<Gate, "onExchange">): Disposable {
    return gate.onExchange((record) => this.#add(shareId, record));
  }

  #add(shareId: string, { method, target, upgrade, status, outcome, visitorId, reference, ms, bytes, broken }: ExchangeRecord): void {
    if (this.#requests.length === mostRequests) this.#dropped += 1;
    else {
      const cut = target.length > longestRequestTarget ? `${target.slice(0, longestRequestTarget - 1)}…` : target;
      // A clock that is set back makes no time negative.
      this.#requests.push({ shareId, method, target: cut, upgrade, status, outcome, ms: Math.max(0, ms), bytes, broken, ...(visitorId !== undefined && { visitorId }), ...(reference !== undefined && { reference }) });
    }
    this.#turn ??= this.options.clock.after(batchMs, () => {
      this.#turn = undefined;
      this.options.tell(this.#take());
    });
  }

  #take(): { requests: RequestRecord[]; dropped: number } {
    const batch = { requests: this.#requests, dropped: this.#dropped };
    this.#requests = [];
    this.#dropped = 0;
    return batch;
  }
}
