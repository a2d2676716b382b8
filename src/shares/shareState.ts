import type { ErrorCode } from "../base/errorCodes";
import type { ErrorFacts } from "../base/expectedError";
import type { ProvenAddress } from "./provenAddress";

/** What a person is told of a failure: its code and facts, as plain data. */
export interface Failure {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
}

export type StartStep = "startingAgent" | "openingTunnel" | "proving";

/** Times are milliseconds since 1970. */
export type ShareState =
  | { readonly kind: "starting"; readonly step: StartStep }
  | { readonly kind: "live"; readonly address: ProvenAddress; readonly provenAt: number; readonly doubtedSince: number | undefined }
  | { readonly kind: "reconnecting"; readonly address: ProvenAddress; readonly since: number; readonly attempt: number; readonly nextTryAt: number | undefined; readonly failure: Failure }
  | { readonly kind: "failed"; readonly failure: Failure; readonly at: number }
  | { readonly kind: "stopping" }
  | { readonly kind: "stopped" };

export type ShareEvent =
  | { readonly kind: "step"; readonly step: StartStep }
  | { readonly kind: "proofHeld"; readonly address: ProvenAddress; readonly at: number }
  /** A proof while live that brought no answer: the gate goes on by its own rules. */
  | { readonly kind: "proofInconclusive"; readonly at: number }
  | { readonly kind: "lost"; readonly failure: Failure; readonly at: number }
  | { readonly kind: "retryPlanned"; readonly nextTryAt: number; readonly failure: Failure }
  | { readonly kind: "retrying" }
  | { readonly kind: "failed"; readonly failure: Failure; readonly at: number }
  | { readonly kind: "stop" }
  | { readonly kind: "stopped" };

/** Pure and total. An event that does not apply returns the same object. */
export function nextState(state: ShareState, event: ShareEvent): ShareState {
  if (state.kind === "stopped") return state;
  switch (event.kind) {
    case "stopped":
      return { kind: "stopped" };
    case "stop":
      return state.kind === "stopping" ? state : { kind: "stopping" };
    case "failed":
      return state.kind === "failed" || state.kind === "stopping" ? state : { kind: "failed", failure: event.failure, at: event.at };
    case "step":
      return state.kind === "starting" && state.step !== event.step ? { kind: "starting", step: event.step } : state;
    case "proofHeld":
      return state.kind === "starting" || state.kind === "live" || state.kind === "reconnecting"
        ? { kind: "live", address: event.address, provenAt: event.at, doubtedSince: undefined }
        : state;
    case "proofInconclusive":
      return state.kind === "live" && state.doubtedSince === undefined ? { ...state, doubtedSince: state.provenAt } : state;
    case "lost":
      return state.kind === "live"
        ? { kind: "reconnecting", address: state.address, since: event.at, attempt: 0, nextTryAt: undefined, failure: event.failure }
        : state;
    case "retryPlanned":
      return state.kind === "reconnecting" ? { ...state, nextTryAt: event.nextTryAt, failure: event.failure } : state;
    case "retrying":
      return state.kind === "reconnecting" ? { ...state, attempt: state.attempt + 1, nextTryAt: undefined } : state;
  }
}
