import { l10n } from "vscode";
import { vaultSecretFromInput } from "../../identity/vaultSecret";
import { askText } from "./askText";
import type { Draft } from "./draft";
import type { Step } from "./wizard";

/** Where the client secret rests in ngrok's vault. It is never seen here, and so it can't be tried either: the first sign-in shows it. */
export function vaultSecretStep(): Step<Draft> {
  return {
    asks: ({ client }) => client?.vaultAsked === true,
    ask(draft, frame) {
      const { client } = draft;
      if (!client) throw new Error("The vault is asked for before the provider");
      return askText<Draft>(frame, {
        prompt: l10n.t("Vault and name of the client secret at ngrok. Sign-in is at ngrok's edge then, and the first one shows whether the secret is right."),
        placeholder: "team-vault/okta-client-secret",
        settle(typed) {
          const vaultSecret = vaultSecretFromInput(typed);
          if (!vaultSecret) return { problem: { title: l10n.t("This names no secret in a vault"), advice: l10n.t("Type it like this: {0}", "team-vault/okta-client-secret") } };
          return { answer: { ...draft, client: { ...client, clientSecret: undefined, vaultSecret } } };
        },
      });
    },
  };
}
