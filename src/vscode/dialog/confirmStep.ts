import { l10n } from "vscode";
import { askPick, separator, type Entry } from "./askPick";
import { edgeIsPossible, gateIsPossible, type Change, type Draft, type ShareDialogParts } from "./draft";
import { redirectUris } from "./redirectUris";
import { sentenceEntry } from "./sentence";
import type { Step } from "./wizard";

type ConfirmAnswer = { readonly change: Change | undefined };

/** From the second share on: the whole of it in one line, and below it what can be changed. */
export function confirmStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: ({ remembered }) => remembered,
    ask: (draft, frame) =>
      askPick<ConfirmAnswer, Draft>(frame, {
        placeholder: l10n.t("Press Enter to share"),
        entries: () => [
          sentenceEntry<ConfirmAnswer>({ change: undefined }, draft, parts.providers.read().profiles),
          separator(l10n.t("Change")),
          ...changes(draft),
          separator(l10n.t("Registered with the provider")),
          ...redirectUris(draft),
        ],
        settle: ({ change }) => ({ answer: { ...draft, change } }),
      }),
  };
}

function changes(draft: Draft): readonly Entry<ConfirmAnswer>[] {
  const entry = (label: string, change: Change): Entry<ConfirmAnswer> => ({ label, value: { change } });
  return [
    entry(l10n.t("Change who may come in…"), "rule"),
    entry(l10n.t("Change provider…"), "provider"),
    entry(l10n.t("Change address…"), "address"),
    ...(edgeIsPossible(draft) && gateIsPossible(draft) ? [entry(l10n.t("Change where sign-in is enforced…"), "enforcement")] : []),
  ];
}
