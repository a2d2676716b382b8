import { ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import type { Log } from "../base/log";

/** What is kept of the sessions of a share that has ended is still there. @returns the failure to tell of, which is written down here with its cause */
export function notRemoved(error: unknown, who: string, log: Log): ExpectedError {
  const failure = error instanceof ExpectedError ? error : new ExpectedError("sessions.notRemoved", {}, { cause: error });
  log.error(`${who}: ${failure.code} ${inert(String(failure.cause), 300)}`);
  return failure;
}
