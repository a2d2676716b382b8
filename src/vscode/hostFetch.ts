import { workspace } from "vscode";
import type { HostFetch } from "../shares/providerChannel";

/** The extension host's fetch, which VS Code patches to know proxy and certificates; looked up at each call, since it may be patched later. */
export const hostFetch: HostFetch = (url, init) => globalThis.fetch(url, init);

/** Whether this editor takes any certificate for good. Then nothing that a provider says can be believed (S20). */
export function certificateChecksOff(): boolean {
  return workspace.getConfiguration("http").get("proxyStrictSSL") === false || process.env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0";
}
