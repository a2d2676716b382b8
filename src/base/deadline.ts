// Node holds AbortSignal.any and AbortSignal.timeout weakly: a combined signal can be collected before it fires, and the wait
// that listens to it then never ends (seen on Node 20 with http.request). These are held by their timer and their sources.

import { setMaxListeners } from "node:events";

const mostParts = 10;
const shortestPartMs = 100;

/**
 * Calls once `ms` have passed in which this process ran, and keeps it alive until then. However long it stands still, alone or with the
 * whole machine, that counts for a tenth of the time at most: Node calls what is due before it reads what has come, and an answer that
 * has long been there would be too late.
 */
export function afterRunning(ms: number, call: () => void): NodeJS.Timeout {
  let left = Math.min(mostParts, Math.max(1, Math.floor(ms / shortestPartMs)));
  const timer = setTimeout(() => {
    left -= 1;
    if (left === 0) call();
    else timer.refresh();
  }, Math.ceil(ms / left));
  return timer;
}

/** A signal that fires with any of the given ones. */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return linked(undefined, signals).signal;
}

/** A signal that fires after `ms`, with a TimeoutError, or with any of the given ones. It holds its timer and listens until then. */
export function withDeadline(ms: number, ...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return linked(ms, signals).signal;
}

/**
 * Runs `work` with a signal that fires after `ms` (undefined: never) or with any of the given ones, and lets go of timer and
 * listeners as soon as it settles: for what is done often, so that each time leaves nothing behind for the rest of its deadline.
 */
export async function bounded<T>(ms: number | undefined, signals: readonly (AbortSignal | undefined)[], work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, release } = linked(ms, signals);
  try {
    return await work(signal);
  } finally {
    release();
  }
}

function linked(ms: number | undefined, signals: readonly (AbortSignal | undefined)[]): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const sources = signals.filter((signal) => signal !== undefined);
  const timer = ms === undefined ? undefined : afterRunning(ms, () => controller.abort(new DOMException(`No answer within ${Math.ceil(ms)} ms`, "TimeoutError")));
  timer?.unref();
  // Each wait listens until its own end: what lives long has many listeners at a time, and Node would warn of a leak at eleven.
  if (sources.length > 0) setMaxListeners(0, ...sources);
  const onAbort = (event: Event) => {
    controller.abort(event.target instanceof AbortSignal ? event.target.reason : undefined);
  };
  const release = () => {
    clearTimeout(timer);
    for (const source of sources) source.removeEventListener("abort", onAbort);
  };
  controller.signal.addEventListener("abort", release, { once: true });
  for (const source of sources) {
    if (source.aborted) controller.abort(source.reason);
    else source.addEventListener("abort", onAbort, { once: true });
  }
  return { signal: controller.signal, release };
}

/** Settles as `work` does, or rejects with the signal's reason as soon as it aborts. `work` itself is not stopped. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error("Aborted"));
    if (signal.aborted) {
      onAbort();
      work.catch(() => undefined);
      return;
    }
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
