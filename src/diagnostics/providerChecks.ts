import type { Check } from "./check";
import { providerCheckIds } from "./checkIds";
import { clientChecks } from "./clientChecks";
import { documentChecks } from "./documentChecks";
import { ProviderLook, type Inspection } from "./providerLook";
import type { ProviderSubject } from "./providerSubject";

/**
 * Everything that can be told of a provider and a client there while nobody signs in, for one run: what several of them look at is asked
 * once. Checks for which there is nothing to look at (no address of ngrok's, no endpoints saved) are not among them.
 *
 * @param inspection `ShareRegistry.questions.inspection`
 */
export function providerChecks(subject: ProviderSubject, inspection: Inspection): readonly Check[] {
  const look = new ProviderLook(subject, inspection);
  const checks = [...documentChecks(look), ...clientChecks(look)];
  return providerCheckIds.flatMap((id) => checks.find((check) => check.id === id) ?? []);
}
