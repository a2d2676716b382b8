import { workspace } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { settings } from "../../contributions";
import { apiAddressFrom, ngrokApiAddress } from "../../ngrok/api/apiAddress";
import type { ApiServer } from "../../shares/secretKeys";
import { ngrokServer } from "./ngrokSettings";

/**
 * Where ngrok's API is, and what an API key for it is stored under (S14).
 * @throws ExpectedError `settings.invalid` {setting, field}, `ngrok.rootCertificates` {path, why}
 */
export async function apiServer(signal: AbortSignal): Promise<ApiServer> {
  const value: unknown = workspace.getConfiguration().get(settings.ngrokApiAddress);
  const typed = typeof value === "string" && value.trim() !== "" ? value.trim() : ngrokApiAddress;
  const apiAddress = apiAddressFrom(typed);
  if (apiAddress === undefined || (value !== undefined && value !== null && typeof value !== "string")) throw new ExpectedError("settings.invalid", { setting: settings.ngrokApiAddress, field: "" });
  const { rootCertificates } = await ngrokServer(signal);
  return { apiAddress, rootCertificates };
}
