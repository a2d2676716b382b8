import { workspace } from "vscode";

const variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] as const;

/** The proxy of this editor, as `host:port` without the credentials in it; VS Code asks the environment where the setting is empty. */
export function configuredProxy(): string | undefined {
  const setting: unknown = workspace.getConfiguration("http").get("proxy");
  const candidates = [setting, ...variables.map((name) => process.env[name])];
  const found = candidates.find((text): text is string => typeof text === "string" && text.trim() !== "");
  return found !== undefined && URL.canParse(found) ? new URL(found).host : undefined;
}
