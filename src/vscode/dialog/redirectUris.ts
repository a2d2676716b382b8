import { l10n } from "vscode";
import { edgeCallback } from "../../shares/proofVerdict";
import { copyEntry, type Entry } from "./askPick";
import { isCloud, type Draft } from "./draft";

/** What has to be registered at the provider, each with a copy button; nothing while the address is not known. */
export function redirectUris(draft: Draft): readonly Entry<never>[] {
  const { origin, tunnel, client } = draft;
  const gate = origin === undefined || client?.vaultSecret !== undefined || isCloud(draft) ? [] : [copyEntry(l10n.t("Redirect URI for sign-in on this machine"), `${origin}/.portcullis/callback`)];
  return tunnel?.kind === "ngrok" ? [...gate, copyEntry(l10n.t("Redirect URI for sign-in at ngrok's edge"), edgeCallback)] : gate;
}
