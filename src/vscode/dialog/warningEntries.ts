import type { KnownProvider, WarningPlace } from "../../identity/knownProvider";
import { providerWarningsAt } from "../../presentation/providerText";
import { say } from "../say";
import type { Entry } from "./askPick";

/** What matters of a provider at this place: lines that only say something. */
export function warningEntries(known: KnownProvider, place: WarningPlace): readonly Entry<never>[] {
  return providerWarningsAt(known, place).map(({ text }) => ({ label: `$(info) ${say(text)}`, alwaysShow: true }));
}
