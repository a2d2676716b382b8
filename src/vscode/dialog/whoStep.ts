import { l10n } from "vscode";
import { inert } from "../../base/inert";
import type { AccessRule } from "../../identity/accessRule";
import { inputFromRule, ruleFromInput } from "../../identity/accessRuleInput";
import type { KnownProvider } from "../../identity/knownProvider";
import { knownProviders } from "../../identity/providers";
import { readingFor } from "../../identity/wantedClaims";
import { askPick, separator, type Entry } from "./askPick";
import type { ClientDraft, Draft, ShareDialogParts } from "./draft";
import { redirectUris } from "./redirectUris";
import { sentenceEntry } from "./sentence";
import { warningEntries } from "./warningEntries";
import type { Back, Frame, Step } from "./wizard";

const everyone: AccessRule = { everyone: true, emails: [], domains: [] };

/** Who may come in. The line that is picked is the whole sentence, and the consent. */
export function whoStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: ({ remembered, change }) => !remembered || change !== undefined,
    ask: (draft, frame) =>
      askWho<Draft>(frame, {
        present: draft.rule,
        known: draft.client && knownClient(draft.client),
        ownTunnel: draft.tunnel?.kind === "custom",
        line: (rule) => sentenceEntry(rule, draft, parts.providers.read().profiles, rule),
        below: () => [separator(l10n.t("Registered with the provider?")), ...redirectUris(draft)],
        settle: (rule) => ({ ...draft, rule }),
      }),
  };
}

export interface WhoQuestion<R> {
  readonly present: AccessRule | undefined;
  readonly known: KnownProvider | undefined;
  /** S22: behind a tunnel of the person's own nobody trustworthy says where a visitor comes from. */
  readonly ownTunnel: boolean;
  readonly line: (rule: AccessRule) => Entry<AccessRule>;
  /** Below the lines while nothing is typed. */
  readonly below: () => readonly Entry<never>[];
  readonly settle: (rule: AccessRule) => R;
}

export function askWho<R>(frame: Frame, { present, known, ownTunnel, line, below, settle }: WhoQuestion<R>): Promise<R | Back> {
  return askPick<AccessRule, R>(frame, {
    placeholder: l10n.t("Who may come in? Domains and addresses, like acme.com, bob@partner.io"),
    prefill: present && inputFromRule(present),
    entries: (typed) => {
      // S8: only where nobody gets in whom an administrator has not assigned.
      // And only in the empty box: beside half-typed people it would be picked by mistake.
      // Never in the first place: the editor may tell an Enter that was meant for the line of before by its place alone.
      const assigned = known?.admission.byAssignment === true;
      if (typed.trim() !== "") return typedLines(typed, line, { assigned, ownTunnel, known });
      return [...(assigned ? [hint(), line(everyone)] : []), ...(known ? warningEntries(known, "people") : []), ...below()];
    },
    settle: (rule) => ({ answer: settle(rule) }),
  });
}

/** With the claim for groups that a saved profile names. */
function knownClient({ kind, saved }: ClientDraft): KnownProvider {
  return saved ? { ...knownProviders[kind], person: readingFor(saved) } : knownProviders[kind];
}

function hint(): Entry<never> {
  return { label: l10n.t("Type domains or addresses, or pick everyone below"), alwaysShow: true };
}

/** @param assigned networks alone mean everyone from there, where an administrator assigns who may sign in (S8) */
function typedLines(typed: string, line: (rule: AccessRule) => Entry<AccessRule>, { assigned, ownTunnel, known }: { readonly assigned: boolean; readonly ownTunnel: boolean; readonly known: KnownProvider | undefined }): readonly Entry<AccessRule>[] {
  const input = ruleFromInput(typed);
  if (input.ok && ownTunnel && (input.rule.networks ?? []).length > 0) {
    return [{ label: `$(warning) ${l10n.t("Networks can't be asked for behind your own tunnel")}`, detail: l10n.t("Only that tunnel says where a visitor comes from, and it is not believed"), alwaysShow: true }];
  }
  if (input.ok && known && known.person.groups === undefined && (input.rule.groups ?? []).length > 0) {
    return [{ label: `$(warning) ${l10n.t("{0} tells no groups", known.name)}`, detail: l10n.t("Name people by their addresses or domains"), alwaysShow: true }];
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
