import type { StateStore } from "../../base/stores";
import { readRemembered, withAnswer, type RememberedProposal } from "../../identity/teamProposal";
import type { SharedProvider } from "../../identity/sharedProvider";

const key = "portcullis.teamProviders";

/** What was proposed in this folder before, and what became of it; kept outside of the folder (S14). */
export class ProposalAnswers {
  constructor(private readonly state: StateStore) {}

  read(): readonly RememberedProposal[] {
    return readRemembered(this.state.get(key));
  }

  async remember(provider: SharedProvider, answer: RememberedProposal["answer"]): Promise<void> {
    await this.state.update(key, withAnswer(this.read(), provider, answer));
  }

  async clear(): Promise<void> {
    await this.state.update(key, undefined);
  }
}
