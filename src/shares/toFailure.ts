import { ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import type { Failure } from "./shareState";

/** What a person is told of whatever was thrown. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ExpectedError) return { code: error.code, facts: error.facts };
  return { code: "agent.crashed", facts: { how: error instanceof Error ? inert(error.message, 200) : "unknown" } };
}
