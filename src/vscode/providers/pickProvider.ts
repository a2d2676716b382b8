import { l10n, window, type QuickPickItem } from "vscode";
import { Cancelled } from "../../base/expectedError";
import { inert } from "../../base/inert";
import type { ProviderProfile } from "../../identity/providerProfile";
import { hostOf } from "../../presentation/providerRows";

/** The only one, or the one that is picked. @throws Cancelled when the person leaves, and where none is saved, which is said */
export async function pickProvider(profiles: readonly ProviderProfile[], title: string): Promise<ProviderProfile> {
  const [first, second] = profiles;
  if (!first) {
    void window.showInformationMessage(l10n.t("No identity provider is saved."));
    throw new Cancelled();
  }
  if (!second) return first;
  const items = profiles.map((profile): QuickPickItem & { readonly profile: ProviderProfile } => ({ label: inert(profile.name, 80), description: inert(hostOf(profile.issuer)), detail: l10n.t("Client ID {0}", inert(profile.clientId)), profile }));
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t("Which identity provider?"), matchOnDescription: true, matchOnDetail: true });
  if (!picked) throw new Cancelled();
  return picked.profile;
}
