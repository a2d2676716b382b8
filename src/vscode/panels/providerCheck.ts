import { providerChecks } from "../../diagnostics/providerChecks";
import { runChecks } from "../../diagnostics/runChecks";
import type { CheckId } from "../../diagnostics/checkIds";
import type { ProviderProfile } from "../../identity/providerProfile";
import { checkText, type CheckText } from "../../presentation/checkText";
import type { ShareRegistry } from "../../shares/shareRegistry";
import type { SavedSecrets } from "../stores/savedSecrets";

export interface ProviderCheckParts {
  readonly registry: { readonly questions: Pick<ShareRegistry["questions"], "inspection"> };
  readonly secrets: Pick<SavedSecrets, "client">;
}

export interface CheckedProvider {
  readonly profile: ProviderProfile;
  /** The redirect URIs that were registered, as far as they are known. */
  readonly gate: string | undefined;
  readonly edge: string | undefined;
}

/**
 * Everything that can be told of a saved provider without anybody signing in.
 * @param onFound all checks of this run, and what was found until now
 */
export async function checkProvider({ registry, secrets }: ProviderCheckParts, { profile, gate, edge }: CheckedProvider, signal: AbortSignal, onFound: (checks: readonly CheckId[], found: readonly CheckText[]) => void): Promise<void> {
  const stored = await secrets.client(profile);
  const checks = providerChecks({ profile, clientSecret: stored?.clientSecret, endpoints: stored?.endpoints, redirectUris: { gate, edge }, enforcement: "gate", saved: true }, registry.questions.inspection);
  const ids = checks.map(({ id }) => id);
  const found: CheckText[] = [];
  onFound(ids, found);
  await runChecks(checks, {
    signal,
    onResult(result) {
      found.push(checkText(result, profile));
      onFound(ids, found);
    },
  });
}
