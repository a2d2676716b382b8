import type { ProofDecision } from "../protocol/messages";
import type { Decision } from "./decision";
import type { Exchange } from "./exchange";

/** What the proof is told of a decision. */
export function proofDecision({ method, target, upgrade }: Exchange, decision: Decision): ProofDecision {
  const asked = { method, path: target, upgrade: upgrade !== undefined };
  if (decision.kind !== "answer") return { ...asked, outcome: "wouldForward", status: 503 };
  return { ...asked, outcome: decision.outcome, status: decision.answer.status, ...(decision.state === undefined ? {} : { state: decision.state }) };
}
