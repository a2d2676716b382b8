import { l10n } from "vscode";
import { inWords, type Message } from "../presentation/message";

/** A presentation message in the language of the editor. */
export function say(message: Message): string {
  return inWords(message, (text, args) => l10n.t(text, args));
}
