// What is asked about an OpenID client beside any share: one input each, checked there and then.
import { l10n } from "vscode";
import { inert } from "../../base/inert";
import { knownProviders } from "../../identity/providers";
import type { ProviderProfile } from "../../identity/providerProfile";
import { vaultSecretFromInput } from "../../identity/vaultSecret";
import type { DiscoveredProviderRecord } from "../../protocol/messages";
import { askOne, type Given } from "../dialog/askOne";
import type { TextQuestion } from "../dialog/askText";
import { longestClientSecret } from "../dialog/secretQuestions";
import { discoverOwn, type Discovery, type GivenSecret } from "./givenSecret";

export interface AskParts {
  readonly registry: Discovery;
  readonly signal: AbortSignal;
}

/** Looked up there and then; what the document calls itself is the issuer, byte for byte. */
export function askIssuer({ registry, signal }: AskParts, title: string, { kind, issuer }: Pick<ProviderProfile, "kind" | "issuer">): Promise<DiscoveredProviderRecord> {
  const known = knownProviders[kind];
  return askOne<DiscoveredProviderRecord>(title, signal, {
    prompt: l10n.t("Address of the issuer. After a change the client secret is asked for again: it is kept for this issuer alone."),
    placeholder: known.issuerPlaceholder,
    prefill: issuer,
    async settle(typed, checking) {
      const address = known.issuerFromInput(typed);
      if (address === undefined) return { problem: { title: l10n.t("This is no issuer of {0}", known.name), advice: l10n.t("Type it like this: {0}", known.issuerPlaceholder) } };
      return { answer: { given: await discoverOwn(registry, address, checking.signal) } };
    },
  });
}

/** By hidden input, or where it rests in ngrok's vault. The prompt says for which client, and where it will be sent. */
export function askSecret({ signal }: Pick<AskParts, "signal">, title: string, { name, clientId }: Pick<ProviderProfile, "name" | "clientId">, { tokenEndpoint }: DiscoveredProviderRecord): Promise<GivenSecret> {
  const question: TextQuestion<Given<GivenSecret | "vault">> = {
    prompt: l10n.t("Client secret of {0}, client ID {1}. It is kept in the editor's secret store and sent to {2} alone. Leave it empty for a public client.", inert(name, 80), inert(clientId, 80), inert(new URL(tokenEndpoint).host)),
    placeholder: l10n.t("Client secret"),
    hidden: true,
    instead: { icon: "cloud", tooltip: l10n.t("It rests in ngrok's vault…"), answer: { given: "vault" } },
    settle(typed) {
      const clientSecret = typed.trim();
      const reference = clientSecret.includes("secrets.get(") ? vaultSecretFromInput(clientSecret) : undefined;
      if (reference) return { answer: { given: { vaultSecret: reference } } };
      if (clientSecret.length > longestClientSecret) return { problem: { title: l10n.t("This is too long for a client secret"), advice: l10n.t("Copy it from the provider once more") } };
      return { answer: { given: clientSecret === "" ? undefined : { clientSecret } } };
    },
  };
  return askOne(title, signal, question).then((given) => (given === "vault" ? askVaultSecret(title, signal) : given));
}

function askVaultSecret(title: string, signal: AbortSignal): Promise<GivenSecret> {
  return askOne<GivenSecret>(title, signal, {
    prompt: l10n.t("Vault and name of the client secret at ngrok. Sign-in is at ngrok's edge then, and the first one shows whether the secret is right."),
    placeholder: "team-vault/okta-client-secret",
    settle(typed) {
      const vaultSecret = vaultSecretFromInput(typed);
      if (!vaultSecret) return { problem: { title: l10n.t("This names no secret in a vault"), advice: l10n.t("Type it like this: {0}", "team-vault/okta-client-secret") } };
      return { answer: { given: { vaultSecret } } };
    },
  });
}
