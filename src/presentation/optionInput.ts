// The options that are typed: what they are asked with, and what is made of what was typed.
import { inputFromOpenPaths, openPathsFromInput } from "../identity/openPathInput";
import { inputFromOrigins, originsFromInput } from "../identity/allowedOrigins";
import { programsFromInput } from "../identity/programs";
import { headerRulesFromInput, inputFromHeaderRules } from "../protocol/headerRuleInput";
import type { ShareOptions } from "../protocol/shareOptions";
import { allowedOriginsDetail, allowedOriginsText, originProblemText } from "./allowedOriginsText";
import { headerRuleProblemText, headerRulesDetail, headerRulesText } from "./headerRuleText";
import { message, type Message } from "./message";
import { openPathProblemText, openPathsDetail, openPathsText } from "./openPathText";
import type { OptionAnswer } from "./optionText";
import { inputFromSignInParameters, signInParametersFromInput } from "../identity/signInParametersInput";
import { signInParametersDetail, signInParametersProblemText, signInParametersText } from "./signInParametersText";
import { programsDetail, programsProblemText, programsText } from "./programsText";

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

export const typedAllowedOrigins: TypedOption = {
  placeholder: message("Other sites that may use the app, like https://app.acme.com; empty for none"),
  prefill: ({ allowedOrigins = [] }) => inputFromOrigins(allowedOrigins),
  read(typed, present) {
    const input = originsFromInput(typed);
    if (!input.ok) return { ok: false, problem: originProblemText(input.problem, input.entry), advice: message("Divide several by commas: https://app.acme.com, http://localhost:5173") };
    const { origins } = input;
    const { allowedOrigins: _, ...others } = present;
    return {
      ok: true,
      answer: {
        options: origins.length === 0 ? others : { ...others, allowedOrigins: [...origins] },
        sentence: allowedOriginsText(origins),
        detail: origins.length === 0 ? message("Only the share's own pages act for its visitors") : allowedOriginsDetail(),
        present: inputFromOrigins(origins) === inputFromOrigins(present.allowedOrigins ?? []),
        widens: origins.length > 0,
      },
    };
  },
};

export const typedPrograms: TypedOption = {
  placeholder: message("The tokens' audience, then the client IDs, like api://acme ci, deploy; empty for none"),
  prefill: ({ programs }) => (programs === undefined ? "" : `${programs.audience} ${programs.clientIds.join(", ")}`),
  read(typed, present) {
    const { programs: before, ...others } = present;
    if (typed.trim() === "") return { ok: true, answer: { options: others, sentence: programsText(undefined), detail: message("Everybody signs in with a browser"), present: before === undefined, widens: false } };
    const [, audience = "", clientIds = ""] = /^\s*(\S+)\s*(.*)$/s.exec(typed) ?? [];
    const input = programsFromInput(audience, clientIds);
    if (!input.ok) return { ok: false, problem: programsProblemText(input.problem), advice: message("The audience first, then the client IDs, divided by commas: api://acme ci, deploy") };
    const { programs } = input;
    return { ok: true, answer: { options: { ...others, programs }, sentence: programsText(programs), detail: programsDetail(), present: JSON.stringify(programs) === JSON.stringify(before), widens: true } };
  },
};

export const typedSignIn: TypedOption = {
  placeholder: message("What the provider is told, like prompt=login login_hint=alice@acme.com hd=acme.com; empty for nothing"),
  prefill: ({ signIn = {} }) => inputFromSignInParameters(signIn),
  read(typed, present) {
    const input = signInParametersFromInput(typed);
    if (!input.ok) return { ok: false, problem: signInParametersProblemText(input.problem, input.entry), advice: message("Divide several by spaces: prompt=select_account login_hint=alice@acme.com hd=acme.com") };
    const { parameters } = input;
    const { signIn: _, ...others } = present;
    const none = inputFromSignInParameters(parameters) === "";
    return {
      ok: true,
      answer: {
        options: none ? others : { ...others, signIn: parameters },
        sentence: signInParametersText(parameters),
        detail: none ? message("The provider decides by itself what it asks and offers") : signInParametersDetail(),
        present: inputFromSignInParameters(parameters) === inputFromSignInParameters(present.signIn ?? {}),
        widens: false,
      },
    };
  },
};

export const typedHeaderRules: TypedOption = {
  placeholder: message("Headers to set or remove, like request set X-Tenant: acme; empty for none"),
  prefill: ({ headerRules = [] }) => inputFromHeaderRules(headerRules),
  read(typed, present) {
    const input = headerRulesFromInput(typed);
    if (!input.ok) return { ok: false, problem: headerRuleProblemText(input.problem, input.entry), advice: message("Divide several by semicolons: request set X-Tenant: acme; response remove X-Powered-By. A value with a semicolon stands in quotes.") };
    const { rules } = input;
    const { headerRules: _, ...others } = present;
    return {
      ok: true,
      answer: {
        options: rules.length === 0 ? others : { ...others, headerRules: [...rules] },
        sentence: headerRulesText(rules),
        detail: rules.length === 0 ? message("Beyond what Portcullis itself does, headers pass as they are") : headerRulesDetail(),
        present: inputFromHeaderRules(rules) === inputFromHeaderRules(present.headerRules ?? []),
        widens: false,
      },
    };
  },
};
