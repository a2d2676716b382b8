import { l10n } from "vscode";
import { inert } from "../../base/inert";
import { knownProviders } from "../../identity/providers";
import { askPick, type Entry } from "./askPick";
import { asksForNewClient, type Draft } from "./draft";
import { redirectUris } from "./redirectUris";
import { warningEntries } from "./warningEntries";
import type { Step } from "./wizard";

/** What to register at the provider, and the client ID that it gives in return: one step, since both happen in its console. */
export function clientIdStep(): Step<Draft> {
  return {
    asks: asksForNewClient,
    ask(draft, frame) {
      const { client } = draft;
      if (!client) throw new Error("The client ID is asked for before the provider");
      const known = knownProviders[client.kind];
      const name = client.kind === "other" ? l10n.t("the provider") : known.name;
      return askPick<string, Draft>(frame, {
        placeholder: l10n.t("Register a redirect URI with {0}, then paste the client ID here", name),
        entries: (typed) => [...continueEntry(typed), ...redirectUris(draft), ...warningEntries(known, "registration")],
        settle: (clientId) => ({ answer: { ...draft, client: { ...client, clientId } } }),
      });
    },
  };
}

function continueEntry(typed: string): readonly Entry<string>[] {
  const clientId = typed.trim();
  if (clientId === "") return [];
  if (!/^[\x21-\x7e]{1,300}$/.test(clientId)) return [{ label: `$(warning) ${l10n.t("A client ID has no spaces and no special characters")}`, alwaysShow: true }];
  return [{ label: l10n.t("Continue with client ID {0}", inert(clientId, 80)), alwaysShow: true, value: clientId }];
}
