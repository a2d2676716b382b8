// The question of each option of a share: a few answers to pick from, or a line to type. What is picked in the end is a sentence.
import { l10n } from "vscode";
import { typedAllowedOrigins, typedHeaderRules, typedOpenPaths, typedPrograms, typedSignIn, type TypedOption } from "../presentation/optionInput";
import { addressingAnswers, developerEndpointsAnswers, optionTitle, sessionsAnswers, type OptionAnswer, type OptionName } from "../presentation/optionText";
import type { ShareOptions } from "../protocol/shareOptions";
import { askPick, type Entry } from "./dialog/askPick";
import type { Step } from "./dialog/wizard";
import { whichRulesStep, type PickedRules } from "./policyRulesQuestion";
import { say } from "./say";

export interface OptionDraft {
  readonly options: ShareOptions;
  readonly name: OptionName | undefined;
  /** The person's own policy rules, not merged yet. */
  readonly picked?: PickedRules | undefined;
}

export const optionQuestions: Readonly<Record<OptionName, Step<OptionDraft>>> = {
  sessions: picked("sessions", sessionsAnswers),
  signIn: typed("signIn", typedSignIn),
  openPaths: typed("openPaths", typedOpenPaths),
  allowedOrigins: typed("allowedOrigins", typedAllowedOrigins),
  programs: typed("programs", typedPrograms),
  headerRules: typed("headerRules", typedHeaderRules),
  addressing: picked("addressing", addressingAnswers),
  developerEndpoints: picked("developerEndpoints", developerEndpointsAnswers),
  policyRules: whichRulesStep(),
};

/** An option with a few answers. */
function picked(name: OptionName, answersFor: (present: ShareOptions) => readonly OptionAnswer[]): Step<OptionDraft> {
  return {
    asks: (draft) => draft.name === name,
    ask: (draft, frame) =>
      askPick<ShareOptions, OptionDraft>(frame, {
        placeholder: say(optionTitle(name)),
        entries: () => answersFor(draft.options).map((answer) => entryOf(answer)),
        settle: (options) => ({ answer: { ...draft, options } }),
      }),
  };
}

/** An option that is typed: the line below says in a sentence what it comes to. */
function typed(name: OptionName, { placeholder, prefill, read }: TypedOption): Step<OptionDraft> {
  return {
    asks: (draft) => draft.name === name,
    ask: (draft, frame) =>
      askPick<ShareOptions, OptionDraft>(frame, {
        placeholder: say(placeholder),
        prefill: prefill(draft.options),
        entries: (text) => {
          const input = read(text, draft.options);
          return [input.ok ? { ...entryOf(input.answer), alwaysShow: true } : { label: `$(error) ${say(input.problem)}`, detail: say(input.advice), alwaysShow: true }];
        },
        settle: (options) => ({ answer: { ...draft, options } }),
      }),
  };
}

function entryOf({ options, sentence, detail, present, widens }: OptionAnswer): Entry<ShareOptions> {
  return { label: `${widens ? "$(warning) " : ""}${say(sentence)}`, detail: say(detail), value: options, ...(present && { description: l10n.t("now") }) };
}
