// The entry point. Starting is synchronous: nothing is awaited before the commands are there.
import type { ExtensionContext } from "vscode";
import { compose } from "./compose";

/** What is open; closed in deactivate, which VS Code waits for. */
let running: { close(): Promise<void> } | undefined;

export function activate(context: ExtensionContext): void {
  running = compose(context);
}

/** Asks the agent process to close what is open and lets it go after a second: VS Code waits 5 s at most, and a reload waits for it. */
export async function deactivate(): Promise<void> {
  await running?.close();
  running = undefined;
}
