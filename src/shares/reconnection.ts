import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";
import { backoffMs } from "./backoff";
import { isRateLimit, patienceWith } from "./patience";
import type { ProvenAddress } from "./provenAddress";
import type { Failure, ShareEvent } from "./shareState";
import { toFailure } from "./toFailure";

/** How long a refusal that may be about our own dead connection is put up with. ngrok drops one after two missed heartbeats. */
const aWhileMs = 45_000;
const afterRateLimitMs = 30_000;
const tickMs = 1_000;

export interface ReconnectionOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Everything up to a proven address. */
  readonly attempt: () => Promise<ProvenAddress>;
  readonly apply: (event: ShareEvent) => void;
  /** Ends the agent process: the edge may still hold our own dead connection, and only that lets go of it. */
  readonly replaceAgent: (why: string) => void;
}

/** Tries until a share is live again, until it can't be, or until it is stopped. */
export class Reconnection {
  #endWait: (() => void) | undefined;

  constructor(private readonly options: ReconnectionOptions) {}

  /** @returns the address, or why there will be none; undefined when stopped */
  async run(): Promise<ProvenAddress | Failure | undefined> {
    const { clock, signal, attempt: tryOnce, apply, replaceAgent } = this.options;
    let refusedSince: number | undefined;
    let held = 0;
    for (let attempt = 0; ; attempt += 1) {
      apply({ kind: "retrying" });
      try {
        return await tryOnce();
      } catch (error) {
        if (isAborted(signal)) return undefined;
        const failure = toFailure(error);
        const patience = patienceWith(failure.code);
        refusedSince = patience === "aWhile" ? (refusedSince ?? clock.now()) : undefined;
        if (patience === "none" || (refusedSince !== undefined && clock.now() - refusedSince >= aWhileMs)) return failure;
        if (failure.code === "ngrok.ERR_NGROK_334" && ++held === 2) replaceAgent("its old connection still holds the address");
        const wait = isRateLimit(failure.code) ? afterRateLimitMs : backoffMs(attempt, Math.random());
        await this.#wait(clock.now() + wait, failure);
        if (isAborted(signal)) return undefined;
      }
    }
  }

  /** Cuts the wait short, if there is one. */
  tryNow(): void {
    this.#endWait?.();
  }

  /** Says once a second how long it still is. */
  async #wait(until: number, failure: Failure): Promise<void> {
    const { clock, signal, apply } = this.options;
    await new Promise<void>((resolve) => {
      let timer: Disposable | undefined;
      const end = () => {
        timer?.dispose();
        signal.removeEventListener("abort", end);
        this.#endWait = undefined;
        resolve();
      };
      const tick = () => {
        const left = until - clock.now();
        if (left <= 0) {
          end();
          return;
        }
        apply({ kind: "retryPlanned", nextTryAt: until, failure });
        timer = clock.after(left % tickMs || tickMs, tick);
      };
      this.#endWait = end;
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
      else tick();
    });
    // An attempt that fails at once, again and again, leaves room for everything else.
    await turn();
  }
}

/** What TypeScript takes for settled changes during an await. */
function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}
