import { workspace } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { settings, type SettingId } from "../../contributions";
import { sessionLimitsSchema, type SessionLimits } from "../../protocol/sessionLimits";

/**
 * How long a sign-in at a share that is started now lasts.
 * @throws ExpectedError `settings.invalid` {setting, field}
 */
export function sessionLimits(): SessionLimits {
  return {
    maxHours: read(settings.sessionMaxHours, 8, sessionLimitsSchema.shape.maxHours),
    idleMinutes: read(settings.sessionIdleMinutes, 0, sessionLimitsSchema.shape.idleMinutes),
  };
}

function read(setting: SettingId, otherwise: number, schema: (typeof sessionLimitsSchema.shape)[keyof SessionLimits]): number {
  const value: unknown = workspace.getConfiguration().get(setting);
  const parsed = schema.safeParse(value ?? otherwise);
  if (!parsed.success) throw new ExpectedError("settings.invalid", { setting, field: "" });
  return parsed.data;
}
