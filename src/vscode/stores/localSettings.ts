import { workspace } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { settings } from "../../contributions";

/**
 * The first local port that a share may take.
 * @throws ExpectedError `settings.invalid` {setting, field}
 */
export function firstLocalPort(): number {
  const value: unknown = workspace.getConfiguration().get(settings.localPort);
  if (value === undefined || value === null) return 41_730;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > 65_535) throw new ExpectedError("settings.invalid", { setting: settings.localPort, field: "" });
  return value;
}
