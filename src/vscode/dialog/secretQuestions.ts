// What is asked for natively and hidden wherever it is asked (S27): ngrok's authtoken and a client secret.
import { l10n } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { authtokenFromInput } from "../../ngrok/authtoken";
import type { TextQuestion } from "./askText";
import { problemOf, type Checking, type Settled } from "./quickInput";

export const longestClientSecret = 4096;

/** @param accept tries it there and then; what it throws is said below the input */
export function authtokenQuestion<R>(accept: (authtoken: string, checking: Checking) => Promise<R>, prompt = l10n.t("ngrok authtoken, from dashboard.ngrok.com/get-started/your-authtoken. It is kept in the editor's secret store.")): TextQuestion<R> {
  return {
    prompt,
    placeholder: l10n.t("Authtoken"),
    hidden: true,
    async settle(typed, checking) {
      const input = authtokenFromInput(typed);
      if (!input.ok) return { problem: problemOf(new ExpectedError("input.invalid", { problem: input.problem })) };
      return { answer: await accept(input.authtoken, checking) };
    },
  };
}

/** @param settle with what can be a client secret */
export function clientSecretQuestion<R>(prompt: string, settle: (clientSecret: string, checking: Checking) => Promise<Settled<R>> | Settled<R>): TextQuestion<R> {
  return {
    prompt,
    placeholder: l10n.t("Client secret"),
    hidden: true,
    settle(typed, checking) {
      const clientSecret = typed.trim();
      if (clientSecret === "" || clientSecret.length > longestClientSecret) return { problem: { title: l10n.t("This can't be a client secret"), advice: l10n.t("Copy it from the provider once more") } };
      return settle(clientSecret, checking);
    },
  };
}
