import { onlyValue, type RawHeaders } from "./rawHeaders";

/** The header by which a request of the proof is told apart. It influences no decision and never goes upstream. */
export const proofHeader = "portcullis-proof";

/** What the gate decided about one request of the proof. */
export interface ProofDecision {
  readonly method: string;
  /** The request target as it came. */
  readonly path: string;
  readonly upgrade: boolean;
  readonly outcome: "signIn" | "refused" | "wouldForward" | "ownPage";
  readonly status: number;
  /** The `state` of the sign-in that was begun. */
  readonly state?: string;
}

const mostMarkers = 32;
const mostDecisions = 64;

/** Remembers decisions for markers that are awaited. */
export class ProofRecorder {
  readonly #awaited = new Map<string, ProofDecision[]>();

  expect(marker: string): void {
    this.#awaited.delete(marker);
    this.#awaited.set(marker, []);
    for (const oldest of this.#awaited.keys()) {
      if (this.#awaited.size <= mostMarkers) break;
      this.#awaited.delete(oldest);
    }
  }

  collect(marker: string): readonly ProofDecision[] {
    const decisions = this.#awaited.get(marker) ?? [];
    this.#awaited.delete(marker);
    return decisions;
  }

  /** The awaited marker that a request carries. */
  markerOf(headers: RawHeaders): string | undefined {
    if (this.#awaited.size === 0) return undefined;
    const marker = onlyValue(headers, proofHeader);
    return marker !== undefined && this.#awaited.has(marker) ? marker : undefined;
  }

  record(marker: string, decision: ProofDecision): void {
    const decisions = this.#awaited.get(marker);
    if (decisions !== undefined && decisions.length < mostDecisions) decisions.push(decision);
  }
}
