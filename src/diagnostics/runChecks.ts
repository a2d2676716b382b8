import { abortable, bounded } from "../base/deadline";
import { ExpectedError } from "../base/expectedError";
import { toFailure } from "../shares/toFailure";
import type { Check, CheckResult, Finding, Outcome } from "./check";
import type { CheckId } from "./checkIds";

/** Longer than any call of the agent process, so that its own reason is heard. */
const checkMs = 60_000;
const mostAtOnce = 4;

export interface RunChecksOptions {
  readonly signal: AbortSignal;
  readonly onStart?: (check: CheckId) => void;
  /** Each result as it comes, the skipped ones included. */
  readonly onResult?: (result: CheckResult) => void;
}

/**
 * Asks every question once: those that need each other in order, the others at the same time, at most four at once.
 * @returns one result per check, in the order of `checks`; rejects with the signal's reason once that fires
 */
export async function runChecks(checks: readonly Check[], { signal, onStart, onResult }: RunChecksOptions): Promise<readonly CheckResult[]> {
  assertPossible(checks);
  const results = new Map<CheckId, CheckResult>();
  const waiting = new Set(checks);
  const running = new Map<CheckId, Promise<void>>();
  const settle = (check: CheckId, finding: Finding) => {
    const result = { check, ...finding, facts: finding.facts ?? {} };
    results.set(check, result);
    onResult?.(result);
  };
  while (waiting.size > 0 || running.size > 0) {
    signal.throwIfAborted();
    for (const check of waiting) {
      const needed = check.needs.filter((id) => checks.some((other) => other.id === id));
      const stopper = needed.find((id) => stops(results.get(id)?.outcome));
      if (stopper !== undefined) {
        waiting.delete(check);
        settle(check.id, { outcome: "skipped", facts: { because: causeOf(results, stopper) } });
      } else if (running.size < mostAtOnce && needed.every((id) => results.has(id))) {
        waiting.delete(check);
        onStart?.(check.id);
        running.set(
          check.id,
          found(check, signal).then((finding) => {
            running.delete(check.id);
            if (!signal.aborted) settle(check.id, finding);
          }),
        );
      }
    }
    // A check that hears nothing of signals must not hold up the one who left.
    if (running.size > 0) await abortable(Promise.race(running.values()), signal);
  }
  return checks.flatMap(({ id }) => results.get(id) ?? []);
}

function stops(outcome: Outcome | undefined): boolean {
  return outcome === "failed" || outcome === "skipped";
}

/** The check that failed, at the beginning of a chain of skipped ones. */
function causeOf(results: ReadonlyMap<CheckId, CheckResult>, stopper: CheckId): string {
  const { because } = results.get(stopper)?.facts ?? ({});
  return results.get(stopper)?.outcome === "skipped" && typeof because === "string" ? because : stopper;
}

async function found(check: Check, signal: AbortSignal): Promise<Finding> {
  try {
    return await bounded(checkMs, [signal], (within) => abortable(check.run(within), within));
  } catch (error) {
    if (isTimeout(error)) return { outcome: "unknown", failure: { code: "agent.unresponsive", facts: { seconds: checkMs / 1000 } } };
    return { outcome: error instanceof ExpectedError ? "failed" : "unknown", failure: toFailure(error) };
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

/** A check twice, or a circle of needs, is a defect: the run would never end. */
function assertPossible(checks: readonly Check[]): void {
  const left = new Map(checks.map((check) => [check.id, check]));
  if (left.size !== checks.length) throw new Error("A check is twice in one run");
  for (;;) {
    const free = [...left.values()].filter(({ needs }) => needs.every((id) => !left.has(id)));
    if (free.length === 0) break;
    for (const { id } of free) left.delete(id);
  }
  if (left.size > 0) throw new Error(`Checks need each other: ${[...left.keys()].join(", ")}`);
}
