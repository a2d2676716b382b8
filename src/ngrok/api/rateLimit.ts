import type { Clock } from "../../base/clock";
import { abortable } from "../../base/deadline";
import { ExpectedError } from "../../base/expectedError";

/**
 * ngrok takes 120 calls per account in any 60 s (its API overview, "Rate limits"; ERR_NGROK_226). Ours stay below, since they
 * don't arrive as evenly as they leave and others of the account call as well.
 */
export const apiLimit = { calls: 100, windowMs: 60_000, mostWaiting: 300 } as const;

/** Lets so many calls start in any span of time; the others wait for their turn. */
export class RateLimit {
  #started: number[] = [];
  #pausedUntil = 0;
  #waiting = 0;
  /** Whoever came first goes first. */
  #turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly limit: { readonly calls: number; readonly windowMs: number; readonly mostWaiting: number } = apiLimit,
  ) {}

  /** Resolves when a call may start, which then counts. @throws ExpectedError `ngrok.ERR_NGROK_226` when too many wait already */
  async take(signal: AbortSignal): Promise<void> {
    if (this.#waiting >= this.limit.mostWaiting) throw new ExpectedError("ngrok.ERR_NGROK_226", { message: "too many calls wait" });
    this.#waiting += 1;
    const before = this.#turn;
    const mine = before.then(() => this.#wait(signal));
    this.#turn = mine.catch(() => undefined);
    try {
      await abortable(mine, signal);
    } finally {
      this.#waiting -= 1;
    }
  }

  /** ngrok says that it is too much: nothing starts for a while. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.clock.now() + ms);
  }

  async #wait(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.clock.now();
      // A clock that was set back must not hold calls for longer than the window.
      this.#started = this.#started.filter((at) => at > now - this.limit.windowMs && at <= now);
      const oldest = this.#started[this.#started.length - this.limit.calls];
      const next = Math.max(this.#pausedUntil, oldest === undefined ? 0 : oldest + this.limit.windowMs);
      if (next <= now) {
        this.#started.push(now);
        return;
      }
      await pause(this.clock, next - now, signal);
    }
  }
}

/** Resolves after `ms`, or rejects with the signal's reason. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  let timer: { dispose(): void } | undefined;
  try {
    await abortable(new Promise<void>((resolve) => (timer = clock.after(ms, resolve))), signal);
  } finally {
    timer?.dispose();
  }
}
