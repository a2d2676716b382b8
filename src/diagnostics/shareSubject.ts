import type { Proof } from "../shares/proof";
import type { ProofAgain } from "../shares/repeatedProof";
import type { Share } from "../shares/share";
import type { ShareInspection } from "../shares/shareInspection";

/** What the share's checks ask with. */
export interface ShareQuestions {
  readonly inspection: Pick<ShareInspection, "ask" | "prove">;
  /** The share as it is now; undefined when it is gone. */
  readonly share: () => Share | undefined;
}

/** A way to an address that no share has taken: opened onto a closed gate, to see whether that works, and closed again. */
export interface WayQuestions {
  readonly tunnel: "ngrok" | "local" | "custom";
  /** @returns its public origin @throws ExpectedError what the tunnel says */
  readonly open: (signal: AbortSignal) => Promise<string>;
}

export function isProof(outcome: ProofAgain): outcome is Proof {
  return outcome.kind !== "notMade";
}
