import { workspace } from "vscode";
import { isExempt, proxyHost } from "../base/proxyHost";
import { settings } from "../contributions";

const variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] as const;
const ngrokServer = "connect.ngrok-agent.com";

/**
 * The proxy of this editor, as `host:port` without the credentials in it; VS Code asks the environment where a setting is empty.
 * @returns undefined where the editor uses none for ngrok's server: its support is switched off, or the server is exempt
 */
export function configuredProxy(): string | undefined {
  const http = workspace.getConfiguration("http");
  if (http.get("proxySupport") === "off") return undefined;
  const [host = ngrokServer, port = "443"] = (workspace.getConfiguration().get<string>(settings.ngrokServerAddress)?.trim() || ngrokServer).split(":");
  const named = http.get<readonly unknown[]>("noProxy") ?? [];
  const exempt = named.length > 0 ? named : (process.env["no_proxy"] ?? process.env["NO_PROXY"] ?? "").split(",");
  return isExempt(exempt, { host, port }) ? undefined : proxyHost([http.get("proxy"), ...variables.map((name) => process.env[name])]);
}
