import type { ProofDecision } from "../protocol/messages";
import { markerHeader } from "../protocol/proofMarker";
import { onlyValue, type RawHeaders } from "./rawHeaders";

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
    const marker = onlyValue(headers, markerHeader);
    return marker !== undefined && this.#awaited.has(marker) ? marker : undefined;
  }

  record(marker: string, decision: ProofDecision): void {
    const decisions = this.#awaited.get(marker);
    if (decisions !== undefined && decisions.length < mostDecisions) decisions.push(decision);
  }
}
