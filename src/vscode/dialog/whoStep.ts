import { l10n } from "vscode";
import { inert } from "../../base/inert";
import type { AccessRule } from "../../identity/accessRule";
import { inputFromRule, ruleFromInput } from "../../identity/accessRuleInput";
import { knownProviders } from "../../identity/providers";
import type { ProviderKind } from "../../identity/providerProfile";
import { askPick, separator, type Entry } from "./askPick";
import type { Draft, ShareDialogParts } from "./draft";
import { redirectUris } from "./redirectUris";
import { sentenceEntry } from "./sentence";
import type { Back, Frame, Step } from "./wizard";

const everyone: AccessRule = { everyone: true, emails: [], domains: [] };

/** Who may come in. The line that is picked is the whole sentence, and the consent. */
export function whoStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: ({ remembered, change }) => !remembered || change !== undefined,
    ask: (draft, frame) =>
      askWho<Draft>(frame, {
        present: draft.rule,
        kind: draft.client?.kind,
        ownTunnel: draft.tunnel?.kind === "custom",
        line: (rule) => sentenceEntry(rule, draft, parts.providers.read().profiles, rule),
        below: () => [separator(l10n.t("Registered with the provider?")), ...redirectUris(draft)],
        settle: (rule) => ({ ...draft, rule }),
      }),
  };
}

export interface WhoQuestion<R> {
  readonly present: AccessRule | undefined;
  readonly kind: ProviderKind | undefined;
  /** S22: behind a tunnel of the person's own nobody trustworthy says where a visitor comes from. */
  readonly ownTunnel: boolean;
  readonly line: (rule: AccessRule) => Entry<AccessRule>;
  /** Below the lines while nothing is typed. */
  readonly below: () => readonly Entry<never>[];
  readonly settle: (rule: AccessRule) => R;
}

export function askWho<R>(frame: Frame, { present, kind, ownTunnel, line, below, settle }: WhoQuestion<R>): Promise<R | Back> {
  return askPick<AccessRule, R>(frame, {
    placeholder: l10n.t("Who may come in? Domains and addresses, like acme.com, bob@partner.io"),
    prefill: present && inputFromRule(present),
    entries: (typed) => {
      // S8: only where nobody gets in whom an administrator has not assigned.
      // And only in the empty box: beside half-typed people it would be picked by mistake.
      // Never in the first place: the editor may tell an Enter that was meant for the line of before by its place alone.
      const assigned = kind !== undefined && knownProviders[kind].admission.byAssignment;
      const all = typed.trim() === "" && assigned ? [hint(), line(everyone)] : [];
      return [...typedLines(typed, line, { assigned, ownTunnel }), ...all, ...(typed.trim() === "" ? below() : [])];
    },
    settle: (rule) => ({ answer: settle(rule) }),
  });
}

function hint(): Entry<never> {
  return { label: l10n.t("Type domains or addresses, or pick everyone below"), alwaysShow: true };
}

/** @param assigned networks alone mean everyone from there, where an administrator assigns who may sign in (S8) */
function typedLines(typed: string, line: (rule: AccessRule) => Entry<AccessRule>, { assigned, ownTunnel }: { readonly assigned: boolean; readonly ownTunnel: boolean }): readonly Entry<AccessRule>[] {
  if (typed.trim() === "") return [];
  const input = ruleFromInput(typed);
  if (input.ok && ownTunnel && (input.rule.networks ?? []).length > 0) {
    return [{ label: `$(warning) ${l10n.t("Networks can't be asked for behind your own tunnel")}`, detail: l10n.t("Only that tunnel says where a visitor comes from, and it is not believed"), alwaysShow: true }];
  }
  if (input.ok) return [line(assigned && namesNobody(input.rule) ? { ...input.rule, everyone: true } : input.rule)];
  return [
    {
      label: `$(warning) ${l10n.t("“{0}” is neither a domain, an e-mail address, a group, a claim nor a network", inert(input.notUnderstood, 60))}`,
      detail: l10n.t("Divide several by commas: acme.com, bob@partner.io, group:engineering, claim:department=sales, ip:203.0.113.0/24"),
      alwaysShow: true,
    },
  ];
}

function namesNobody({ emails, domains, groups = [], claims = [] }: AccessRule): boolean {
  return emails.length + domains.length + groups.length + claims.length === 0;
}
