import { workspace } from "vscode";
import { proxyHost } from "../base/proxyHost";

const variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] as const;

/** The proxy of this editor, as `host:port` without the credentials in it; VS Code asks the environment where the setting is empty. */
export function configuredProxy(): string | undefined {
  return proxyHost([workspace.getConfiguration("http").get("proxy"), ...variables.map((name) => process.env[name])]);
}
