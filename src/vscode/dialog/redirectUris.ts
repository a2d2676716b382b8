import { l10n } from "vscode";
import { edgeCallback } from "../../shares/proofVerdict";
import { copyEntry, type Entry } from "./askPick";
import type { Draft } from "./draft";

/** What has to be registered at the provider, each with a copy button; nothing while the address is not known. */
export function redirectUris({ origin, tunnel, client }: Draft): readonly Entry<never>[] {
  const gate = origin === undefined || client?.vaultSecret !== undefined ? [] : [copyEntry(l10n.t("Redirect URI for sign-in on this machine"), `${origin}/.portcullis/callback`)];
  return tunnel?.kind === "ngrok" ? [...gate, copyEntry(l10n.t("Redirect URI for sign-in at ngrok's edge"), edgeCallback)] : gate;
}
