import { l10n, window, workspace } from "vscode";
import { ExpectedError } from "../base/expectedError";
import { edgeNotes } from "../presentation/edgeText";
import { optionNames, optionTitle, optionValue, type OptionName } from "../presentation/optionText";
import { upstreamKey } from "../protocol/upstream";
import { upstreamText } from "../presentation/shareText";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import { askPick, separator } from "./dialog/askPick";
import { runWizard, type Step } from "./dialog/wizard";
import { optionQuestions, type OptionDraft } from "./optionQuestions";
import { mergeRulesStep } from "./policyRulesQuestion";
import { say } from "./say";
import type { ChoiceStore } from "./stores/shareChoices";

export interface ChangeOptionsParts {
  readonly registry: Pick<ShareRegistry, "change" | "shares">;
  readonly choices: Pick<ChoiceStore, "rememberChange">;
  readonly signal: AbortSignal;
}

/**
 * What a share that runs does otherwise than by default: a list of the options, then the question of one. The line that is picked
 * is the consent, and acts at once. Rejects with Cancelled when the person leaves. @throws ExpectedError `workspace.untrusted`
 */
export async function changeOptions({ registry, choices, signal }: ChangeOptionsParts, share: Share): Promise<void> {
  if (!workspace.isTrusted) throw new ExpectedError("workspace.untrusted");
  const { id, upstream, provider } = share.spec;
  for (;;) {
    const { options: present = {} } = (registry.shares.find(({ spec }) => spec.id === id) ?? share).spec;
    const atEdge = share.spec.enforcement === "edge";
    const names = optionNames.filter((name) => name !== "policyRules" || atEdge);
    const steps = [listStep(names, atEdge), ...names.map((name) => optionQuestions[name]), mergeRulesStep<OptionDraft>()];
    const { options } = await runWizard<OptionDraft>(steps, { options: present, name: undefined }, l10n.t("Share options"), signal);
    if (!(await registry.change(id, { options }))) {
      void window.showInformationMessage(l10n.t("{app} is not shared any more", { app: upstreamText(upstream) }));
      return;
    }
    await choices.rememberChange(upstreamKey(upstream), provider.id, { options });
  }
}

function listStep(names: readonly OptionName[], atEdge: boolean): Step<OptionDraft> {
  return {
    asks: () => true,
    ask: (draft, frame) =>
      askPick<OptionName, OptionDraft>(frame, {
        placeholder: l10n.t("Which option?"),
        entries: () => [
          ...names.map((name) => ({ label: say(optionTitle(name)), detail: say(optionValue(name, draft.options)), value: name })),
          ...(atEdge ? [separator(l10n.t("What ngrok does at its edge")), ...edgeNotes().map(({ label, detail }) => ({ label: say(label), detail: say(detail) }))] : []),
        ],
        settle: (name) => ({ answer: { ...draft, name } }),
      }),
  };
}
