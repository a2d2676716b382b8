// "Take back a redirect URI…": of a share that is not needed any more. By API where Portcullis made the client, else at the console (S27).
import { env, l10n, Uri, window } from "vscode";
import { Cancelled } from "../../base/expectedError";
import { inert } from "../../base/inert";
import { providerOf } from "../../identity/providers";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { TakenBack } from "../../registration/takeBack";
import { takenBackText } from "../../presentation/takenBackText";
import { edgeCallback } from "../../shares/proofVerdict";
import type { Share } from "../../shares/share";
import { freeRedirectUris } from "../../shares/usedRedirectUris";
import { say } from "../say";
import type { ChoiceStore } from "../stores/shareChoices";

export interface TakeBackUriParts {
  readonly registry: { readonly shares: readonly Share[] };
  readonly choices: Pick<ChoiceStore, "read">;
  /** At the provider, by API. Rejects with Cancelled when the person leaves. */
  readonly takeBackUri: (profile: ProviderProfile, redirectUri: string) => Promise<TakenBack>;
}

/**
 * After a share was taken from the list (S27). Not of what ngrok's edge comes back to: shares of other people at other machines need that one.
 * @returns whether it is wanted; false where none is known that is free
 */
export async function offerToTakeBack({ registry, choices }: Omit<TakeBackUriParts, "takeBackUri">, profile: ProviderProfile): Promise<boolean> {
  const [uri, ...others] = freeRedirectUris({ id: profile.id }, choices.read(), registry.shares).filter((one) => one !== edgeCallback);
  if (uri === undefined) return false;
  const provider = inert(profile.name, 80);
  const text = others.length === 0 ? l10n.t("{uri} is still registered at {provider}.", { uri: inert(uri, 300), provider }) : l10n.t("{0} redirect URIs without a running share are still registered at {1}.", others.length + 1, provider);
  const takeBack = l10n.t("Take back…");
  return (await window.showInformationMessage(text, takeBack)) === takeBack;
}

/** @throws Cancelled when the person leaves */
export async function takeBackRedirectUri({ registry, choices, takeBackUri }: TakeBackUriParts, profile: ProviderProfile): Promise<void> {
  const provider = inert(profile.name, 80);
  const free = freeRedirectUris(profile, choices.read(), registry.shares);
  if (free.length === 0) {
    void window.showInformationMessage(l10n.t("No redirect URI at {provider} is known here that no running share needs.", { provider }));
    return;
  }
  const items = free.map((uri) => ({ label: inert(uri, 300), uri, ...(uri === edgeCallback && { detail: l10n.t("Every share at ngrok's edge comes back there, of other people, too") }) }));
  const picked = await window.showQuickPick(items, { title: l10n.t("Take back a redirect URI of {provider}", { provider }), placeHolder: l10n.t("Nobody can come back there from a sign-in any more. A share at that address needs it again.") });
  if (!picked) throw new Cancelled();
  if (profile.registration) {
    void window.showInformationMessage(say(takenBackText(await takeBackUri(profile, picked.uri), profile.name, picked.uri)));
    return;
  }
  const url = providerOf(profile).consoleUrl(profile.issuer);
  await env.clipboard.writeText(picked.uri);
  const text = l10n.t("The redirect URI is copied. Remove it from the client at {provider}.", { provider });
  const open = l10n.t("Open console");
  if ((await window.showInformationMessage(text, ...(url === undefined ? [] : [open]))) === open && url !== undefined) await env.openExternal(Uri.parse(url, true));
}
