import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { workspace } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { settings } from "../../contributions";
import { tunnelSpecSchema, type RootCertificates } from "../../protocol/shareSpec";
import type { NgrokServer } from "../../shares/secretKeys";

const mostBytes = 1_000_000;

/**
 * Where ngrok is reached and which certificates it is checked against.
 * @throws ExpectedError `settings.invalid` {setting, field}, `ngrok.rootCertificates` {path, why}
 */
export async function ngrokServer(signal: AbortSignal): Promise<NgrokServer> {
  const serverAddress = text(settings.ngrokServerAddress);
  const rootCertificates = await certificates(text(settings.ngrokRootCertificates) ?? "ngrok", signal);
  if (serverAddress === undefined) return { rootCertificates };
  if (!tunnelSpecSchema.safeParse({ kind: "ngrok", serverAddress, rootCertificates: "ngrok" }).success) throw invalid(settings.ngrokServerAddress);
  return { serverAddress, rootCertificates };
}

async function certificates(setting: string, signal: AbortSignal): Promise<RootCertificates> {
  if (setting === "ngrok" || setting === "host") return setting;
  const path = setting.startsWith("~/") ? join(homedir(), setting.slice(2)) : setting;
  if (!isAbsolute(path)) throw new ExpectedError("ngrok.rootCertificates", { path: setting, why: "not an absolute path" });
  const pem = await readFile(path, { encoding: "utf8", signal }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new ExpectedError("ngrok.rootCertificates", { path, why: reason(cause) }, { cause });
  });
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) throw new ExpectedError("ngrok.rootCertificates", { path, why: "no PEM certificate in it" });
  if (pem.length > mostBytes) throw new ExpectedError("ngrok.rootCertificates", { path, why: "larger than 1 MB" });
  return { pem };
}

function text(setting: string): string | undefined {
  const value: unknown = workspace.getConfiguration().get(setting);
  if (value !== undefined && value !== null && typeof value !== "string") throw invalid(setting);
  return value?.trim() === "" ? undefined : value?.trim();
}

function invalid(setting: string): ExpectedError {
  return new ExpectedError("settings.invalid", { setting, field: "" });
}

function reason(cause: unknown): string {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "unreadable";
}
