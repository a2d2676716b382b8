import { workspace, type ConfigurationTarget, type Uri } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import type { SettingId } from "../../contributions";

export interface SettingPlace {
  readonly target: ConfigurationTarget;
  /** Of the folder whose settings are meant. */
  readonly folder?: Uri;
}

/** @throws ExpectedError `settings.notWritten` {why}: the editor writes nothing into a file that it can't read, or may not write */
export async function writeSetting(setting: SettingId, value: unknown, { target, folder }: SettingPlace): Promise<void> {
  try {
    await workspace.getConfiguration(undefined, folder).update(setting, value, target);
  } catch (cause) {
    throw new ExpectedError("settings.notWritten", { why: cause instanceof Error ? cause.message : "" }, { cause });
  }
}
