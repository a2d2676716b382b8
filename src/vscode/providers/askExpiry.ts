import { l10n } from "vscode";
import { inert } from "../../base/inert";
import { dayFromInput } from "../../identity/secretExpiry";
import type { ProviderProfile } from "../../identity/providerProfile";
import { askOne } from "../dialog/askOne";
import { saveProvider, type KeptParts } from "./keptProviders";

/** Asks for the last day on which the provider takes the secret; empty where it is not known. Rejects with Cancelled when the person leaves. */
export async function setSecretExpiry(parts: KeptParts & { readonly signal: AbortSignal }, profile: ProviderProfile): Promise<void> {
  const { secretExpires: before, ...rest } = profile;
  const day = await askOne<string>(l10n.t("When the client secret expires"), parts.signal, {
    prompt: l10n.t("The last day on which {0} takes the client secret, as the provider says, or in how many days it is. Leave it empty where it never expires.", inert(profile.name, 80)),
    placeholder: "2027-03-31",
    prefill: before ?? "",
    settle(typed) {
      const given = typed.trim() === "" ? "" : dayFromInput(typed, Date.now());
      return given === undefined ? { problem: { title: l10n.t("This is no day"), advice: l10n.t("Type it like this: {0}", "2027-03-31") } } : { answer: { given } };
    },
  });
  await saveProvider(parts, profile, day === "" ? rest : { ...rest, secretExpires: day }, undefined);
}
