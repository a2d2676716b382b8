// The ways out: what Portcullis stored, taken back.
import type { Milestones } from "../milestones";
import type { GuidedDrafts } from "./guidedDraft";
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
  readonly drafts: Pick<GuidedDrafts, "clear">;
  readonly milestones: Pick<Milestones, "forget">;
}

/** Secrets, saved providers, the choices of this folder, and the sessions of visitors. Each is tried, whatever became of the others; the first failure is thrown. */
export async function removeEverything({ secrets, providers, choices, sessions, answers, drafts, milestones }: StoredParts): Promise<void> {
  const done = await Promise.allSettled([secrets.forgetAll(), providers.clear(), choices.clear(), sessions.clear(), answers.clear(), drafts.clear()]);
  // After the others: what they leave behind must not count again.
  done.push(...(await Promise.allSettled([milestones.forget()])));
  const failed = done.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
