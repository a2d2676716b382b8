import type { TunnelSpec } from "../protocol/shareSpec";
import { patienceWith } from "./patience";
import type { ProofAgain } from "./repeatedProof";
import type { Failure, ShareEvent } from "./shareState";

export type ProofConsequence = { readonly kind: "fail"; readonly failure: Failure } | { readonly kind: "lost"; readonly failure: Failure } | Extract<ShareEvent, { readonly kind: "proofHeld" | "proofInconclusive" }>;

/**
 * Pure: what a proof that was made again says of a live share.
 * @param suspected why the connection may be dead already; no answer then means that it is
 */
export function proofConsequence(outcome: ProofAgain, about: { readonly tunnel: TunnelSpec["kind"]; readonly suspected: Failure | undefined; readonly at: number }): ProofConsequence {
  const { tunnel, suspected, at } = about;
  if (outcome.kind === "held") return { kind: "proofHeld", address: outcome.address, at };
  if (outcome.kind === "disproved") return { kind: "fail", failure: { code: "proof.disproved", facts: { seen: outcome.seen } } };
  const refusal = outcome.kind === "inconclusive" ? outcome.refusal : undefined;
  if (refusal && patienceWith(refusal.code) === "none") return { kind: "fail", failure: refusal };
  // What ngrok calls offline is offline, whatever our end of the connection believes.
  if (refusal?.code === "ngrok.ERR_NGROK_3200" && tunnel === "ngrok") return { kind: "lost", failure: refusal };
  if (suspected && tunnel === "ngrok") return { kind: "lost", failure: suspected };
  return { kind: "proofInconclusive", at };
}
