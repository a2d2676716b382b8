import { l10n, window, workspace } from "vscode";
import { ExpectedError } from "../base/expectedError";
import { addressingAnswers, developerEndpointsAnswers, optionNames, optionTitle, optionValue, sessionsAnswers, type OptionAnswer, type OptionName } from "../presentation/optionText";
import { upstreamText } from "../presentation/shareText";
import type { ShareOptions } from "../protocol/shareOptions";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import { askPick, type Entry } from "./dialog/askPick";
import { runWizard, type Step } from "./dialog/wizard";
import { say } from "./say";
import type { ChoiceStore } from "./stores/shareChoices";

export interface ChangeOptionsParts {
  readonly registry: Pick<ShareRegistry, "change" | "shares">;
  readonly choices: Pick<ChoiceStore, "rememberChange">;
  readonly signal: AbortSignal;
}

interface OptionDraft {
  readonly options: ShareOptions;
  readonly name: OptionName | undefined;
}

/** The question of each option that is asked here. */
const questions: Partial<Record<OptionName, Step<OptionDraft>>> = {
  sessions: pickStep("sessions", sessionsAnswers),
  addressing: pickStep("addressing", addressingAnswers),
  developerEndpoints: pickStep("developerEndpoints", developerEndpointsAnswers),
};
const asked = optionNames.filter((name) => questions[name] !== undefined);

/**
 * What a share that runs does otherwise than by default: a list of the options, then the question of one. The line that is picked
 * is the consent, and acts at once. Rejects with Cancelled when the person leaves. @throws ExpectedError `workspace.untrusted`
 */
export async function changeOptions({ registry, choices, signal }: ChangeOptionsParts, share: Share): Promise<void> {
  if (!workspace.isTrusted) throw new ExpectedError("workspace.untrusted");
  const { id, upstream, provider } = share.spec;
  for (;;) {
    const { options: present = {} } = (registry.shares.find(({ spec }) => spec.id === id) ?? share).spec;
    const steps = [listStep(), ...Object.values(questions)];
    const { options } = await runWizard<OptionDraft>(steps, { options: present, name: undefined }, l10n.t("Share options"), signal);
    if (!(await registry.change(id, { options }))) {
      void window.showInformationMessage(l10n.t("{app} is not shared any more", { app: upstreamText(upstream) }));
      return;
    }
    await choices.rememberChange(upstream.port, provider.id, { options });
  }
}

function listStep(): Step<OptionDraft> {
  return {
    asks: () => true,
    ask: (draft, frame) =>
      askPick<OptionName, OptionDraft>(frame, {
        placeholder: l10n.t("Which option?"),
        entries: () => asked.map((name) => ({ label: say(optionTitle(name)), detail: say(optionValue(name, draft.options)), value: name })),
        settle: (name) => ({ answer: { ...draft, name } }),
      }),
  };
}

/** An option with a few answers. */
function pickStep(name: OptionName, answersFor: (present: ShareOptions) => readonly OptionAnswer[]): Step<OptionDraft> {
  return {
    asks: (draft) => draft.name === name,
    ask: (draft, frame) =>
      askPick<ShareOptions, OptionDraft>(frame, {
        placeholder: say(optionTitle(name)),
        entries: () => answersFor(draft.options).map(entryOf),
        settle: (options) => ({ answer: { ...draft, options } }),
      }),
  };
}

function entryOf({ options, sentence, detail, present, widens }: OptionAnswer): Entry<ShareOptions> {
  return { label: `${widens ? "$(warning) " : ""}${say(sentence)}`, detail: say(detail), value: options, ...(present && { description: l10n.t("now") }) };
}
