import { l10n, window, workspace } from "vscode";
import { ExpectedError } from "../base/expectedError";
import { countOfOurs } from "../ngrok/trafficPolicy";
import { edgeNotes } from "../presentation/edgeText";
import { optionNames, optionTitle, optionValue, type OptionName } from "../presentation/optionText";
import { cloudOf } from "../protocol/cloudEndpoint";
import { upstreamText } from "../presentation/shareText";
import { rememberOptions, type RememberOptionsParts } from "../shares/rememberOptions";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import { askPick, separator } from "./dialog/askPick";
import { runWizard, type Step } from "./dialog/wizard";
import { optionQuestions, type OptionDraft } from "./optionQuestions";
import { mergeRulesStep } from "./policyRulesQuestion";
import { say } from "./say";

export interface ChangeOptionsParts {
  readonly registry: Pick<ShareRegistry, "change" | "onDidChange" | "shares">;
  readonly choices: RememberOptionsParts["choices"];
  /** What goes on after an answer, and may end after the dialogue. */
  readonly inBackground: (work: () => Promise<void>) => void;
  readonly signal: AbortSignal;
}

/**
 * What a share that runs does otherwise than by default: a list of the options, then the question of one. The line that is picked
 * is the consent, and acts at once. Rejects with Cancelled when the person leaves. @throws ExpectedError `workspace.untrusted`
 */
export async function changeOptions({ registry, choices, inBackground, signal }: ChangeOptionsParts, share: Share): Promise<void> {
  if (!workspace.isTrusted) throw new ExpectedError("workspace.untrusted");
  const { id, upstream } = share.spec;
  for (;;) {
    const { options: present = {}, rule } = (registry.shares.find(({ spec }) => spec.id === id) ?? share).spec;
    const atEdge = share.spec.enforcement === "edge";
    const names = optionNames.filter((name) => name !== "policyRules" || atEdge);
    const steps = [listStep(names, atEdge), ...names.map((name) => optionQuestions[name]), mergeRulesStep<OptionDraft>(countOfOurs({ rule, openPaths: present.openPaths, cloud: cloudOf(share.spec) !== undefined }))];
    const { options } = await runWizard<OptionDraft>(steps, { options: present, name: undefined }, l10n.t("Share options"), signal);
    if (!(await registry.change(id, { options }))) {
      void window.showInformationMessage(l10n.t("{app} is not shared any more", { app: upstreamText(upstream) }));
      return;
    }
    inBackground(() => rememberOptions({ registry, choices }, share, options));
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
