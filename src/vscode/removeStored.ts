// The ways out, with their questions: each says what goes before it goes.
import { l10n, window, type QuickPickItem } from "vscode";
import { Cancelled } from "../base/expectedError";
import { inert } from "../base/inert";
import type { ProviderProfile } from "../identity/providerProfile";
import type { ShareRegistry } from "../shares/shareRegistry";
import { removeEverything as removeAll, removeProvider as removeOne, type StoredParts } from "./stores/removals";

export async function forgetAuthtoken({ secrets }: Pick<StoredParts, "secrets">): Promise<void> {
  const count = await secrets.forgetAuthtokens();
  void window.showInformationMessage(count === 0 ? l10n.t("No ngrok authtoken was stored.") : l10n.t("The ngrok authtoken is forgotten. Shares that are running keep it until they stop."));
}

export async function removeProvider(parts: Pick<StoredParts, "secrets" | "providers">): Promise<void> {
  const { profiles } = parts.providers.read();
  if (profiles.length === 0) {
    void window.showInformationMessage(l10n.t("No identity provider is saved."));
    return;
  }
  const items = profiles.map((profile): QuickPickItem & { readonly profile: ProviderProfile } => ({ label: inert(profile.name), description: inert(profile.issuer), profile }));
  const picked = await window.showQuickPick(items, { title: l10n.t("Remove identity provider"), placeHolder: l10n.t("Its client secret is removed with it") });
  if (!picked) throw new Cancelled();
  await removeOne(parts, picked.profile);
  void window.showInformationMessage(l10n.t("{provider} and its client secret are removed.", { provider: inert(picked.profile.name) }));
}

/** Stops what runs, since a share would go on with secrets that are no longer stored. */
export async function removeEverything(parts: StoredParts & { readonly registry: Pick<ShareRegistry, "stopAll"> }): Promise<void> {
  const remove = l10n.t("Remove everything");
  const detail = l10n.t("Every share is stopped. Authtokens, API keys, client secrets, visitors' sign-ins, identity providers in the settings and this folder's choices are removed.");
  if ((await window.showWarningMessage(l10n.t("Remove everything Portcullis stored?"), { modal: true, detail }, remove)) !== remove) throw new Cancelled();
  await parts.registry.stopAll();
  await removeAll(parts);
  void window.showInformationMessage(l10n.t("Everything Portcullis stored is removed."));
}
