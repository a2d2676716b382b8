import { commands } from "vscode";
import type { ContextKey } from "../contributions";

/** The sole caller of setContext. */
export function setContextKey(key: ContextKey, value: boolean): Thenable<void> {
  return commands.executeCommand("setContext", key, value);
}
