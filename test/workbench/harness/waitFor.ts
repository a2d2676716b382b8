export interface WaitOptions {
  /** Milliseconds; a bound, never a figure. */
  readonly timeout?: number;
}

/** Milliseconds: a bound for a hang, many times what a machine with two busy cores took. */
export const patience = 90_000;

/** Milliseconds; asking keeps the workbench from what is waited for. */
const longestPause = 200;

/** Asks until the answer is neither undefined nor false; rejects with `what` and the last failure when the time is up. */
export async function waitFor<T>(what: string, ask: () => Promise<T | undefined | false> | T | undefined | false, { timeout = patience }: WaitOptions = {}): Promise<T> {
  const until = Date.now() + timeout;
  let failure: unknown;
  for (let pause = 25; ; pause = Math.min(1.25 * pause, longestPause)) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      failure = undefined;
    } catch (cause) {
      failure = cause;
    }
    if (Date.now() >= until) break;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`Waited ${timeout / 1000} s in vain for ${what}`, { cause: failure });
}
