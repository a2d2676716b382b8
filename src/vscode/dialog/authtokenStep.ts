import { askText } from "./askText";
import type { Draft, ShareDialogParts } from "./draft";
import { originOfAccount } from "./ngrokAccount";
import { authtokenQuestion } from "./secretQuestions";
import type { Step } from "./wizard";

/** ngrok's authtoken, once, hidden; tried there and then. */
export function authtokenStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: ({ authtokenAsked }) => authtokenAsked,
    ask: (draft, frame) =>
      askText<Draft>(
        frame,
        authtokenQuestion<Draft>(async (authtoken, { signal }) => ({ ...draft, authtoken, authtokenNew: true, origin: await originOfAccount(parts, { authtoken, stored: false }, signal) })),
      ),
  };
}
