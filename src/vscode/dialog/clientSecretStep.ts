import { l10n } from "vscode";
import { vaultSecretFromInput } from "../../identity/vaultSecret";
import { originsOf } from "../../shares/secretKeys";
import { ExpectedError } from "../../base/expectedError";
import { askText } from "./askText";
import { asksForNewClient, type Draft, type ShareDialogParts } from "./draft";
import { problemOf } from "./quickInput";
import { longestClientSecret } from "./secretQuestions";
import type { Step } from "./wizard";

/** The client secret, hidden; none for a public client. */
export function clientSecretStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: (draft) => asksForNewClient(draft) || draft.client?.secretAsked === true,
    ask(draft, frame) {
      const { client } = draft;
      if (!client) throw new Error("The client secret is asked for before the provider");
      const vault = draft.tunnel?.kind === "ngrok";
      return askText<Draft>(frame, {
        prompt: l10n.t("Client secret. Leave it empty for a public client. It is kept in the editor's secret store."),
        instead: vault ? { icon: "cloud", tooltip: l10n.t("It rests in ngrok's vault…"), answer: { ...draft, client: { ...client, clientSecret: undefined, vaultAsked: true } } } : undefined,
        placeholder: l10n.t("Client secret"),
        hidden: true,
        async settle(typed, { signal }) {
          const clientSecret = typed.trim();
          // As ngrok's policies name it: the secret itself would be refused there as a template.
          const reference = clientSecret.includes("secrets.get(") ? vaultSecretFromInput(clientSecret) : undefined;
          if (reference && vault) return { answer: { ...draft, client: { ...client, clientSecret: undefined, vaultSecret: reference, vaultAsked: false } } };
          if (clientSecret.length > longestClientSecret) return { problem: { title: l10n.t("This is too long for a client secret"), advice: l10n.t("Copy it from the provider once more") } };
          if (clientSecret === "" && draft.cloudAsked) return { problem: problemOf(new ExpectedError("cloud.needsSecret")) };
          // A saved provider whose secret is gone is looked at anew: the places it may be sent to are stored beside it (S20).
          const discovered = client.discovered ?? (await parts.registry.discover(client.saved?.issuer ?? "", signal));
          return { answer: { ...draft, client: { ...client, clientSecret, vaultSecret: undefined, vaultAsked: false, discovered, endpoints: originsOf(discovered) } } };
        },
      });
    },
  };
}
