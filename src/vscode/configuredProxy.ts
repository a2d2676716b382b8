import { workspace } from "vscode";

const variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] as const;

/** The proxy of this editor, as `host:port` without the credentials in it; VS Code asks the environment where the setting is empty. */
export function configuredProxy(): string | undefined {
  const setting: unknown = workspace.getConfiguration("http").get("proxy");
  const candidates = [setting, ...variables.map((name) => process.env[name])];
  const found = candidates.find((text): text is string => typeof text === "string" && text.trim() !== "");
  const host = found === undefined ? undefined : URL.parse(found)?.host;
  // What has no scheme, `proxy:3128`, is an address without a host.
  return host === "" ? undefined : host;
}
