// The ways out: what Portcullis stored, taken back.
import type { ProviderProfile } from "../../identity/providerProfile";
import type { ProviderSettings } from "./providerSettings";
import type { SavedSecrets } from "./savedSecrets";
import type { SessionFiles } from "./sessionFiles";
import type { ChoiceStore } from "./shareChoices";

export interface StoredParts {
  readonly secrets: SavedSecrets;
  readonly providers: ProviderSettings;
  readonly choices: ChoiceStore;
  readonly sessions: Pick<SessionFiles, "clear">;
}

/** The secret goes first: a profile without secret is harmless, a secret without profile is forgotten. */
export async function removeProvider({ secrets, providers }: Pick<StoredParts, "secrets" | "providers">, profile: ProviderProfile): Promise<void> {
  await secrets.forgetClient(profile);
  await providers.remove(profile.id);
}

/** Secrets, saved providers, the choices of this folder, and the sessions of visitors. Each is tried, whatever became of the others; the first failure is thrown. */
export async function removeEverything({ secrets, providers, choices, sessions }: StoredParts): Promise<void> {
  const done = await Promise.allSettled([secrets.forgetAll(), providers.clear(), choices.clear(), sessions.clear()]);
  const failed = done.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
