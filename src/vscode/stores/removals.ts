// The ways out: what Portcullis stored, taken back.
import type { ProposalAnswers } from "./proposalAnswers";
import type { ProviderSettings } from "./providerSettings";
import type { SavedSecrets } from "./savedSecrets";
import type { SessionFiles } from "./sessionFiles";
import type { ChoiceStore } from "./shareChoices";

export interface StoredParts {
  readonly secrets: SavedSecrets;
  readonly providers: ProviderSettings;
  readonly choices: ChoiceStore;
  readonly sessions: Pick<SessionFiles, "clear">;
  readonly answers: Pick<ProposalAnswers, "clear">;
}

/** Secrets, saved providers, the choices of this folder, and the sessions of visitors. Each is tried, whatever became of the others; the first failure is thrown. */
export async function removeEverything({ secrets, providers, choices, sessions, answers }: StoredParts): Promise<void> {
  const done = await Promise.allSettled([secrets.forgetAll(), providers.clear(), choices.clear(), sessions.clear(), answers.clear()]);
  const failed = done.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
