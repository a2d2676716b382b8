import { l10n } from "vscode";
import { inert } from "../../base/inert";
import type { AccessRule } from "../../identity/accessRule";
import { ruleFromInput } from "../../identity/accessRuleInput";
import { knownProviders } from "../../identity/providers";
import { askPick, separator, type Entry } from "./askPick";
import type { Draft, ShareDialogParts } from "./draft";
import { redirectUris } from "./redirectUris";
import { sentenceEntry } from "./sentence";
import type { Step } from "./wizard";

const everyone: AccessRule = { everyone: true, emails: [], domains: [] };

/** Who may come in. The line that is picked is the whole sentence, and the consent. */
export function whoStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: ({ remembered, change }) => !remembered || change !== undefined,
    ask: (draft, frame) =>
      askPick<AccessRule, Draft>(frame, {
        placeholder: l10n.t("Who may come in? Domains and addresses, like acme.com, bob@partner.io"),
        prefill: typedForm(draft.rule),
        entries: (typed) => {
          const line = (rule: AccessRule): Entry<AccessRule> => sentenceEntry(rule, draft, parts.providers.read().profiles, rule);
          // S8: only where nobody gets in whom an administrator has not assigned.
          // And only in the empty box: beside half-typed people it would be picked by mistake.
          // Never in the first place: the editor may tell an Enter that was meant for the line of before by its place alone.
          const all = typed.trim() === "" && draft.client && knownProviders[draft.client.kind].admission.byAssignment ? [hint(), line(everyone)] : [];
          return [...typedLines(typed, line), ...all, ...(typed.trim() === "" ? [separator(l10n.t("Registered with the provider?")), ...redirectUris(draft)] : [])];
        },
        settle: (rule) => ({ answer: { ...draft, rule } }),
      }),
  };
}

function hint(): Entry<never> {
  return { label: l10n.t("Type domains or addresses, or pick everyone below"), alwaysShow: true };
}

function typedLines(typed: string, line: (rule: AccessRule) => Entry<AccessRule>): readonly Entry<AccessRule>[] {
  if (typed.trim() === "") return [];
  const input = ruleFromInput(typed);
  if (input.ok) return [line(input.rule)];
  return [
    {
      label: `$(warning) ${l10n.t("“{0}” is neither a domain nor an e-mail address", inert(input.notUnderstood, 60))}`,
      detail: l10n.t("Divide several by commas: acme.com, bob@partner.io"),
      alwaysShow: true,
    },
  ];
}

function typedForm(rule: AccessRule | undefined): string {
  return rule ? [...rule.domains, ...rule.emails].join(", ") : "";
}
