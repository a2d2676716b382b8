// The ways for an address to leave the product from a menu. All take proven addresses only.
import { env, l10n, UIKind, Uri, window } from "vscode";
import { isLoopbackHost } from "../identity/providers/issuerInput";
import { invitation } from "../presentation/shareText";
import type { ShareSpec, TunnelSpec } from "../protocol/shareSpec";
import type { ProvenAddress } from "../shares/provenAddress";
import { say } from "./say";

const confirmationMs = 3000;

export async function copyAddress(address: ProvenAddress): Promise<void> {
  await env.clipboard.writeText(address);
  window.setStatusBarMessage(l10n.t("Address copied"), confirmationMs);
}

export async function copyInvitation(address: ProvenAddress, spec: ShareSpec): Promise<void> {
  await env.clipboard.writeText(say(invitation(spec, address)));
  window.setStatusBarMessage(l10n.t("Invitation copied"), confirmationMs);
}

export async function openAddress(address: ProvenAddress): Promise<void> {
  await env.openExternal(Uri.parse(address, true));
}

/**
 * Whether opening the address from here shows the share. An editor in the browser turns localhost into a path on its own origin,
 * where the shared app would run as part of the editor (S9): there the address is only copied.
 */
export function canOpen(tunnel: TunnelSpec): boolean {
  if (env.uiKind !== UIKind.Web || tunnel.kind === "ngrok") return true;
  return tunnel.origin !== undefined && !isLoopbackHost(new URL(tunnel.origin).hostname);
}
