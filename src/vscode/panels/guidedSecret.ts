import { l10n } from "vscode";
import { askText } from "../dialog/askText";
import { runWizard, type Step } from "../dialog/wizard";

const longestSecret = 4096;

/** The client secret of a client that is being set up: natively and hidden (S27). Rejects with Cancelled when the person leaves. */
export function askNewClientSecret(provider: string, signal: AbortSignal): Promise<string> {
  const step: Step<string> = {
    asks: () => true,
    ask: (_, frame) =>
      askText<string>(frame, {
        prompt: l10n.t("The client secret that {0} shows. It is kept in the editor's secret store.", provider),
        placeholder: l10n.t("Client secret"),
        hidden: true,
        settle(typed) {
          const clientSecret = typed.trim();
          if (clientSecret === "" || clientSecret.length > longestSecret) return { problem: { title: l10n.t("This can't be a client secret"), advice: l10n.t("Copy it from the provider once more") } };
          return { answer: clientSecret };
        },
      }),
  };
  return runWizard([step], "", l10n.t("Client secret"), signal);
}
