import assert from "node:assert/strict";
import { inWords, type Message } from "../../../src/presentation/message";

/** A message as `vscode.l10n.t` would give it in English; an argument that is missing fails the test. */
export function english(message: Message): string {
  return inWords(message, (text, args) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      assert.ok(Object.hasOwn(args, name), `"${text}" got no ${name}`);
      return String(args[name]);
    }),
  );
}
