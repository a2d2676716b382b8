// The ways out, with their questions: each says what goes before it goes.
import { env, l10n, window } from "vscode";
import { Cancelled } from "../base/expectedError";
import type { ShareRegistry } from "../shares/shareRegistry";
import { usedRedirectUris } from "../shares/usedRedirectUris";
import { removeEverything as removeAll, type StoredParts } from "./stores/removals";

export async function forgetAuthtoken({ secrets }: Pick<StoredParts, "secrets">): Promise<void> {
  const count = await secrets.forgetAuthtokens();
  void window.showInformationMessage(count === 0 ? l10n.t("No ngrok authtoken was stored.") : l10n.t("The ngrok authtoken is forgotten. Shares that are running keep it until they stop."));
}

/** Stops what runs, since a share would go on with secrets that are no longer stored. */
export async function removeEverything(parts: StoredParts & { readonly registry: Pick<ShareRegistry, "shares" | "stopAll">; readonly guided: { close(): void } }): Promise<void> {
  const remove = l10n.t("Remove everything");
  const detail = l10n.t("Every share is stopped. Authtokens, API keys, client secrets, visitors' sign-ins, identity providers in the settings and this folder's choices are removed.");
  if ((await window.showWarningMessage(l10n.t("Remove everything Portcullis stored?"), { modal: true, detail }, remove)) !== remove) throw new Cancelled();
  // While it is still known which they were (S27).
  const choices = parts.choices.read();
  const redirectUris = [...new Set(parts.providers.read().profiles.flatMap((profile) => usedRedirectUris(profile, choices, parts.registry.shares)))];
  await parts.registry.stopAll();
  parts.guided.close();
  await removeAll(parts);
  const removed = l10n.t("Everything Portcullis stored is removed.");
  if (redirectUris.length === 0) {
    void window.showInformationMessage(removed);
    return;
  }
  const copy = l10n.t("Copy redirect URIs");
  if ((await window.showInformationMessage(l10n.t("{removed} Redirect URIs stay registered at your providers until you take them back there.", { removed }), copy)) === copy) await env.clipboard.writeText(redirectUris.join("\n"));
}
