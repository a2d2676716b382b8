import { workspace } from "vscode";
import { ExpectedError } from "../base/expectedError";
import type { ShareToStart } from "./dialog/shareDialog";
import type { ShareStarter } from "./shareStarter";

export interface SharePortParts {
  /** The dialogue; undefined when the person left it. */
  readonly ask: () => Promise<ShareToStart | undefined>;
  readonly starter: Pick<ShareStarter, "start">;
}

/** The main command. @throws ExpectedError `workspace.untrusted` */
export async function sharePort({ ask, starter }: SharePortParts): Promise<void> {
  if (!workspace.isTrusted) throw new ExpectedError("workspace.untrusted");
  const confirmed = await ask();
  if (confirmed) await starter.start(confirmed);
}
