import { commands as editor, l10n } from "vscode";
import { Cancelled, ExpectedError } from "../../base/expectedError";
import { inert } from "../../base/inert";
import { commands, settings } from "../../contributions";
import { knownProviders } from "../../identity/providers";
import type { ProviderKind, ProviderProfile } from "../../identity/providerProfile";
import { guides } from "../../presentation/guide/guides";
import { expiryWarning } from "../../presentation/providerRows";
import { say } from "../say";
import { askPick, separator, type Entry } from "./askPick";
import { asksForProvider, assertSecretWithinReach, type ClientDraft, type Draft, type ShareDialogParts } from "./draft";
import type { ReadProviders } from "../stores/providerSettings";
import { problemOf } from "./quickInput";
import { savedClient } from "./savedClient";
import type { Step } from "./wizard";

type ProviderAnswer =
  | { readonly kind: "saved"; readonly profile: ProviderProfile }
  | { readonly kind: "new"; readonly provider: ProviderKind }
  /** On its page, which takes the dialogue's place. */
  | { readonly kind: "guided" }
  /** By a dialogue of its own, which takes this one's place. */
  | { readonly kind: "api" };

/** Who signs people in: a saved provider, or a new one. */
export function providerStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: asksForProvider,
    async ask(draft, frame) {
      const saved = parts.providers.read();
      for (const error of saved.broken) parts.log.warn(error.message);
      const answered = await askPick<ProviderAnswer, Draft | "guided" | "api">(frame, {
        placeholder: l10n.t("Who signs people in?"),
        entries: () => providerEntries(saved),
        async settle(answer) {
          if (answer.kind === "guided" || answer.kind === "api") return { answer: answer.kind };
          const client = answer.kind === "new" ? newClient(answer.provider) : await savedClient(parts, answer.profile);
          assertSecretWithinReach({ ...draft, client });
          if (client.clientSecret === "" && draft.cloudAsked) return { problem: problemOf(new ExpectedError("cloud.needsSecret")) };
          return { answer: { ...draft, client } };
        },
      });
      if (answered !== "guided" && answered !== "api") return answered;
      if (answered === "guided") void editor.executeCommand(commands.addProvider);
      else void editor.executeCommand(commands.registerProvider, draft.origin === undefined ? {} : { origin: draft.origin });
      throw new Cancelled();
    },
  };
}

function providerEntries({ profiles, broken }: ReadProviders): readonly Entry<ProviderAnswer>[] {
  const now = Date.now();
  const known = profiles.map((profile): Entry<ProviderAnswer> => {
    const expiry = expiryWarning(profile, now);
    const clientId = l10n.t("Client ID {0}", inert(profile.clientId));
    return { label: inert(profile.name, 80), description: inert(new URL(profile.issuer).host), detail: expiry ? `$(warning) ${say(expiry)} · ${clientId}` : clientId, value: { kind: "saved", profile } };
  });
  const fresh = Object.values(knownProviders).map((provider): Entry<ProviderAnswer> => ({
    label: provider.kind === "other" ? l10n.t("Any other OpenID provider") : provider.name,
    value: { kind: "new", provider: provider.kind },
  }));
  const guided: Entry<ProviderAnswer> = { label: `$(list-ordered) ${l10n.t("Guided set-up…")}`, detail: guides.map(({ kind }) => knownProviders[kind].name).join(" · "), value: { kind: "guided" } };
  const api: Entry<ProviderAnswer> = { label: `$(key) ${l10n.t("Set up by API…")}`, detail: l10n.t("With an administrator's token, or dynamic client registration"), value: { kind: "api" } };
  const skipped = broken.map(({ facts }): Entry<ProviderAnswer> => ({ label: `$(warning) ${l10n.t("Entry {0} of {1} can't be read", facts["entry"] ?? "?", settings.providers)}`, description: inert(facts["field"]) }));
  return known.length === 0 ? [...fresh, guided, api, ...skipped] : [separator(l10n.t("Saved")), ...known, separator(l10n.t("New")), ...fresh, guided, api, ...skipped];
}

function newClient(kind: ProviderKind): ClientDraft {
  return { kind, saved: undefined, discovered: undefined, clientId: undefined, clientSecret: undefined, endpoints: undefined, secretAsked: true };
}
