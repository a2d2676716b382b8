import { window, type LogOutputChannel } from "vscode";

/** The channel "Portcullis" in the output panel. It is a `Log` as it stands. */
export function createLogChannel(): LogOutputChannel {
  return window.createOutputChannel("Portcullis", { log: true });
}
