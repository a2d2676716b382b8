// The options that are typed: what they are asked with, and what is made of what was typed.
import { inputFromOpenPaths, openPathsFromInput } from "../identity/openPathInput";
import type { ShareOptions } from "../protocol/shareOptions";
import { message, type Message } from "./message";
import { openPathProblemText, openPathsDetail, openPathsText } from "./openPathText";
import type { OptionAnswer } from "./optionText";

/** A problem is said in place of the line that would be picked; what was typed stays. */
export type OptionInput = { readonly ok: true; readonly answer: OptionAnswer } | { readonly ok: false; readonly problem: Message; readonly advice: Message };

export interface TypedOption {
  readonly placeholder: Message;
  /** The present answer as it would be typed. */
  readonly prefill: (present: ShareOptions) => string;
  readonly read: (typed: string, present: ShareOptions) => OptionInput;
}

export const typedOpenPaths: TypedOption = {
  placeholder: message("Paths that need no sign-in, like /hooks/stripe, GET /health; empty for none"),
  prefill: ({ openPaths = [] }) => inputFromOpenPaths(openPaths),
  read(typed, present) {
    const input = openPathsFromInput(typed);
    if (!input.ok) return { ok: false, problem: openPathProblemText(input.problem, input.entry), advice: message("Divide several by commas; POST where no method is named: /hooks/stripe, GET|HEAD /health, POST /hooks/github/*") };
    const { paths } = input;
    const { openPaths: _, ...others } = present;
    return {
      ok: true,
      answer: {
        options: paths.length === 0 ? others : { ...others, openPaths: [...paths] },
        sentence: openPathsText(paths),
        detail: paths.length === 0 ? message("Every request needs a person who may come in") : openPathsDetail(),
        present: inputFromOpenPaths(paths) === inputFromOpenPaths(present.openPaths ?? []),
        widens: paths.length > 0,
      },
    };
  },
};
