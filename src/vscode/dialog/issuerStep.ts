import { l10n } from "vscode";
import { knownProviders } from "../../identity/providers";
import { originsOf } from "../../shares/secretKeys";
import { askText } from "./askText";
import { asksForNewClient, type Draft, type ShareDialogParts } from "./draft";
import type { Step } from "./wizard";

/** Where the provider is, checked there and then by its discovery document. What the document calls itself is the issuer, byte for byte. */
export function issuerStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: asksForNewClient,
    ask(draft, frame) {
      const { client } = draft;
      if (!client) throw new Error("The issuer is asked for before the provider");
      const known = knownProviders[client.kind];
      return askText<Draft>(frame, {
        prompt: client.kind === "okta" ? l10n.t("Your Okta organisation, or its address") : client.kind === "jumpcloud" ? l10n.t("JumpCloud's issuer") : l10n.t("Address of the issuer"),
        placeholder: known.issuerPlaceholder,
        prefill: known.issuerPrefill,
        async settle(typed, { signal }) {
          const address = known.issuerFromInput(typed);
          if (address === undefined) return { problem: { title: l10n.t("This is no https address"), advice: l10n.t("Type it like this: {0}", known.issuerPlaceholder) } };
          const discovered = await parts.registry.discover(address, signal);
          return { answer: { ...draft, client: { ...client, discovered, endpoints: originsOf(discovered) } } };
        },
      });
    },
  };
}
