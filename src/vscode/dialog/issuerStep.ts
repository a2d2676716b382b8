import { l10n } from "vscode";
import type { KnownProvider } from "../../identity/knownProvider";
import { knownProviders } from "../../identity/providers";
import { providerWarningsAt } from "../../presentation/providerText";
import { say } from "../say";
import { originsOf } from "../../shares/secretKeys";
import { askText } from "./askText";
import { asksForNewClient, type Draft, type ShareDialogParts } from "./draft";
import { findIssuer } from "./findIssuer";
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
        prompt: prompt(known),
        placeholder: known.issuerPlaceholder,
        prefill: known.issuerPrefill,
        async settle(typed, { signal }) {
          const found = await findIssuer(parts, client.kind, typed, signal);
          if (!found) {
            const title = known.kind === "other" ? l10n.t("This is no https address") : l10n.t("This is no issuer of {0}", known.name);
            return { problem: { title, advice: l10n.t("Type it like this: {0}", known.issuerPlaceholder) } };
          }
          return { answer: { ...draft, client: { ...client, ...found, endpoints: originsOf(found.discovered) } } };
        },
      });
    },
  };
}

function prompt(known: KnownProvider): string {
  const what =
    known.kind === "okta" ? l10n.t("Your Okta organisation, or its address")
    : known.kind === "jumpcloud" ? l10n.t("JumpCloud's issuer")
    : known.kind === "other" ? l10n.t("Address of the issuer")
    : l10n.t("{0}: address of the issuer", known.name);
  return [what, ...providerWarningsAt(known, "issuer").map(({ text }) => say(text))].join(". ");
}
