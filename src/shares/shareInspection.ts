// A live share looked at by "Test SSO": asked as a stranger, and proven as at its start.
import { askAsStranger } from "./proof";
import type { ProofAgain } from "./repeatedProof";
import type { ShareRun } from "./shareRun";
import type { StrangerKind } from "./strangerRequest";

export class ShareInspection {
  constructor(private readonly runs: ReadonlyMap<string, Pick<ShareRun, "repeatedProof">>) {}

  /** One request to its address, and what its gate decided for it. Undefined where it is not live. @param asVisitor as `strangerRequest` */
  async ask(shareId: string, kind: StrangerKind, signal: AbortSignal, asVisitor = false): Promise<Awaited<ReturnType<typeof askAsStranger>> | undefined> {
    const asked = this.runs.get(shareId)?.repeatedProof.asked;
    return asked && askAsStranger(asked, kind, signal, asVisitor);
  }

  /** The whole proof, at once: what it shows counts as if its time had come. Undefined where it is not live. */
  async prove(shareId: string): Promise<ProofAgain | undefined> {
    return this.runs.get(shareId)?.repeatedProof.inFull();
  }
}
