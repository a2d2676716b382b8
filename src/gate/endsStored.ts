import type { GateOptions } from "./gateOptions";

/** Milliseconds. */
const longest = 3000;

/**
 * S13: that somebody is out is confirmed when it is stored. Whoever waits for that waits for so long, and no longer than the gate is there.
 * @returns whether it is stored; why not is said by whoever stores
 */
export function endsStored({ storeEnds, clock }: Pick<GateOptions, "storeEnds" | "clock">, closing: AbortSignal): Promise<boolean> {
  if (storeEnds === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = (stored: boolean) => {
      late.dispose();
      closing.removeEventListener("abort", onClosing);
      resolve(stored);
    };
    const late = clock.after(longest, () => done(false));
    const onClosing = () => done(false);
    closing.addEventListener("abort", onClosing, { once: true });
    if (closing.aborted) onClosing();
    storeEnds().then(() => done(true), () => done(false));
  });
}
