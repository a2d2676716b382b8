// What a check of "Test SSO" is and what it finds. No words here: src/presentation/checkText.ts says it.
import type { ErrorFacts } from "../base/expectedError";
import type { Cure } from "../identity/knownProvider";
import type { Failure } from "../shares/shareState";
import type { CheckId } from "./checkIds";

/**
 * `warned`: it works, and something about it matters. `skipped`: what it needs failed. `unknown`: the question could not be answered,
 * which is never the same as `passed`.
 */
export type Outcome = "passed" | "warned" | "failed" | "skipped" | "unknown";

/** Among the facts of what is unknown: no check can find it out, only the traffic of people who came in. */
export const onlyVisitorsShow = "onlyVisitors";

/** The page that browsers meet once at an address of ngrok's free plan: known, and nothing that is open. */
export const warningPage = "ngrok.ERR_NGROK_6024";

/** What a check found. No secret is ever among the facts; strings from outside are made inert where they are shown. */
export interface Finding {
  readonly outcome: Outcome;
  /** The evidence: what was seen. */
  readonly facts?: ErrorFacts;
  /** Why it failed or could not be told, with its entry in the error catalogue. */
  readonly failure?: Failure;
  /** What helps at this provider, where its message is known. */
  readonly cure?: Cure;
}

export interface CheckResult extends Finding {
  readonly check: CheckId;
  readonly facts: ErrorFacts;
}

/** One question, asked once per run. */
export interface Check {
  readonly id: CheckId;
  /** Checks before this one: it is skipped where one of them failed or was skipped. Those that are not in the same run count as passed. */
  readonly needs: readonly CheckId[];
  /** An ExpectedError that is thrown means failed, with it as the failure; whatever else is thrown, unknown. */
  run(signal: AbortSignal): Promise<Finding>;
}
