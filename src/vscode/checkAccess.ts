import { l10n } from "vscode";
import { inert } from "../base/inert";
import { decide } from "../identity/accessRule";
import { providerOf } from "../identity/providers";
import { supposedPerson, type SupposedPerson } from "../identity/supposedPerson";
import { ruleText } from "../presentation/shareText";
import { verdictText } from "../presentation/verdictText";
import type { Share } from "../shares/share";
import { askPick, type Entry } from "./dialog/askPick";
import { runWizard } from "./dialog/wizard";
import { say } from "./say";

/** "Would alice@acme.com come in, and why?", answered while it is typed, by what decides at the gate. Rejects with Cancelled when the person leaves. */
export async function checkAccess(share: Share, signal: AbortSignal): Promise<void> {
  const { rule, provider } = share.spec;
  const step = {
    asks: () => true,
    ask: (_: undefined, frame: Parameters<typeof askPick>[0]) =>
      askPick<"seen", undefined>(frame, {
        placeholder: l10n.t("An address, like alice@acme.com, and groups or claims if you like"),
        entries: (typed) => [...answers(share, typed), { label: `$(organization) ${say(ruleText(rule, provider))}`, description: l10n.t("who may come in"), alwaysShow: true }],
        settle: () => ({ answer: undefined }),
      }),
  };
  await runWizard<undefined>([step], undefined, l10n.t("Check who may come in"), signal);
}

function answers(share: Share, typed: string): readonly Entry<"seen">[] {
  const person = supposedPerson(typed);
  if (person) return answersFor(share, person);
  if (typed.trim() === "") return [];
  return [{ label: `$(warning) ${l10n.t("That describes nobody yet")}`, detail: l10n.t("Type one address, like alice@acme.com, group:engineering, claim:department=sales"), alwaysShow: true }];
}

/** One answer where it doesn't matter whether the address is verified, else both. */
function answersFor({ spec: { rule, provider } }: Share, person: SupposedPerson): readonly Entry<"seen">[] {
  const vouching = { vouchesForEmail: providerOf(provider).vouchesForEmail.holds };
  const answer = (emailVerified: boolean) => {
    const verdict = decide(rule, person.as(provider.issuer, emailVerified), vouching);
    // From where they would ask can't be known here.
    const from = verdict.admitted && (rule.networks ?? []).length > 0 ? ` · ${l10n.t("only from the networks below")}` : "";
    return { because: verdict.because, label: `$(${verdict.admitted ? "check" : "circle-slash"}) ${say(verdictText(verdict, person.email, provider))}${from}` };
  };
  const [verified, unverified] = [answer(true), answer(false)];
  const entry = (label: string, description = ""): Entry<"seen"> => ({ label, description, alwaysShow: true, value: "seen" });
  if (verified.because === unverified.because) return [entry(verified.label)];
  return [entry(verified.label, l10n.t("if {0} says that the address is verified", inert(provider.name))), entry(unverified.label, l10n.t("otherwise"))];
}
