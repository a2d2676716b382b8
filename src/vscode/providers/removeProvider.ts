// "Remove identity provider": the question says what goes with it, and afterwards its redirect URIs are offered to be taken back (S27).
import { env, l10n, Uri, window } from "vscode";
import { Cancelled } from "../../base/expectedError";
import { inert } from "../../base/inert";
import { providerOf } from "../../identity/providers";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { WaitingProfile } from "../../identity/waitingProfile";
import type { Share } from "../../shares/share";
import { usedRedirectUris } from "../../shares/usedRedirectUris";
import { isRunning } from "../pickShare";
import type { ProviderSettings } from "../stores/providerSettings";
import type { ChoiceStore } from "../stores/shareChoices";
import { removeProvider as removeKept, type KeptParts } from "./keptProviders";
import { sameClient } from "./providerSights";

export interface RemoveParts extends KeptParts {
  readonly registry: { readonly shares: readonly Share[]; stop(shareId: string): Promise<void> };
  readonly choices: Pick<ChoiceStore, "read">;
  /** Takes back the client that was made by API. Rejects with Cancelled when the person leaves. */
  readonly takeBack: (profile: ProviderProfile) => Promise<void>;
}

/** @throws Cancelled when the person leaves; then nothing is removed */
export async function removeProvider(parts: RemoveParts, profile: ProviderProfile): Promise<void> {
  const { registry, providers, choices } = parts;
  const provider = inert(profile.name, 80);
  const running = registry.shares.filter((share) => share.spec.provider.id === profile.id && isRunning(share));
  const sharesClient = providers.read().profiles.some((other) => other.id !== profile.id && sameClient(other, profile));
  const redirectUris = sharesClient ? [] : usedRedirectUris(profile, choices.read(), registry.shares);
  const made = profile.registration !== undefined && !sharesClient;
  const detail = [
    sharesClient ? l10n.t("Another saved provider has the same client: the client secret stays for that one.") : l10n.t("Its client secret is removed with it."),
    ...(running.length === 0 ? [] : [running.length === 1 ? l10n.t("The share that runs with it is stopped.") : l10n.t("{0} shares that run with it are stopped.", running.length)]),
    ...(made ? [l10n.t("Portcullis made its client at the provider, and can take it back.")] : []),
  ].join(" ");
  const remove = l10n.t("Remove");
  const takeBack = l10n.t("Take back and remove");
  const picked = await window.showWarningMessage(l10n.t("Remove {provider}?", { provider }), { modal: true, detail }, ...(made ? [takeBack, remove] : [remove]));
  if (picked === undefined) throw new Cancelled();
  // As long as the client can't be taken back, nothing of what that needs is thrown away.
  if (picked === takeBack) await parts.takeBack(profile);
  for (const { spec } of running) await registry.stop(spec.id);
  await removeKept(parts, profile);
  const removed = sharesClient ? l10n.t("{provider} is removed.", { provider }) : l10n.t("{provider} and its client secret are removed.", { provider });
  if (picked === takeBack || redirectUris.length === 0) void window.showInformationMessage(removed);
  else await offerRedirectUris(removed, profile, redirectUris);
}

/** Nothing but the name and what was asked for is kept of it. */
export async function removeWaiting({ providers }: { readonly providers: Pick<ProviderSettings, "remove"> }, waiting: WaitingProfile): Promise<void> {
  const remove = l10n.t("Remove");
  const detail = l10n.t("Whoever was asked for its client is not told.");
  if ((await window.showWarningMessage(l10n.t("Remove {provider}?", { provider: inert(waiting.name, 80) }), { modal: true, detail }, remove)) !== remove) throw new Cancelled();
  await providers.remove(waiting.id);
}

/** The console is where they are taken back, so they are copied and it is opened. */
async function offerRedirectUris(removed: string, profile: ProviderProfile, redirectUris: readonly string[]): Promise<void> {
  const url = providerOf(profile).consoleUrl(profile.issuer);
  const copy = url === undefined ? l10n.t("Copy redirect URIs") : l10n.t("Copy redirect URIs and open console");
  const text = l10n.t("{removed} Its redirect URIs are still registered at the provider: {uris}", { removed, uris: redirectUris.join(", ") });
  if ((await window.showInformationMessage(text, copy)) !== copy) return;
  await env.clipboard.writeText(redirectUris.join("\n"));
  if (url !== undefined) await env.openExternal(Uri.parse(url, true));
}
