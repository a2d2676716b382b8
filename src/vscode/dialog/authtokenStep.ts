import { l10n } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { authtokenFromInput } from "../../ngrok/authtoken";
import { askText } from "./askText";
import type { Draft, ShareDialogParts } from "./draft";
import { originOfAccount } from "./ngrokAccount";
import { problemOf } from "./quickInput";
import type { Step } from "./wizard";

/** ngrok's authtoken, once, hidden; tried there and then. */
export function authtokenStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: ({ authtokenAsked }) => authtokenAsked,
    ask: (draft, frame) =>
      askText<Draft>(frame, {
        prompt: l10n.t("ngrok authtoken, from dashboard.ngrok.com/get-started/your-authtoken. It is kept in the editor's secret store."),
        placeholder: l10n.t("Authtoken"),
        hidden: true,
        async settle(typed, { signal }) {
          const input = authtokenFromInput(typed);
          if (!input.ok) return { problem: problemOf(new ExpectedError("input.invalid", { problem: input.problem })) };
          const origin = await originOfAccount(parts, { authtoken: input.authtoken, stored: false }, signal);
          return { answer: { ...draft, authtoken: input.authtoken, authtokenNew: true, origin } };
        },
      }),
  };
}
