import { commands as editor, Disposable } from "vscode";
import { commands, type CommandId } from "../contributions";
import type { ErrorBoundary } from "./errorBoundary";

/** What runs a command. Menus pass the row as the first argument, the palette nothing; both are parsed, not believed. */
export type CommandHandler = (argument: unknown) => Promise<void>;

/** The sole caller of registerCommand: no command runs outside the error boundary. */
export function registerCommands(handlers: Readonly<Record<CommandId, CommandHandler>>, boundary: ErrorBoundary): Disposable {
  return Disposable.from(
    ...Object.values(commands).map((id) => editor.registerCommand(id, (argument: unknown) => boundary.run(() => handlers[id](argument)))),
  );
}
