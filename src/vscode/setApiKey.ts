// The commands around ngrok's API key: asked for by native hidden input, tried before it is stored (S14, S27).
import { l10n, window } from "vscode";
import { ExpectedError } from "../base/expectedError";
import { apiKeyFromInput } from "../ngrok/api/apiKey";
import { askOne } from "./dialog/askOne";
import { problemOf } from "./dialog/quickInput";
import { foundAuthtokens } from "./stores/foundAuthtokens";
import { ngrokServer } from "./stores/ngrokSettings";
import type { NgrokAccountApi } from "./stores/ngrokAccountApi";
import type { SavedSecrets } from "./stores/savedSecrets";

export interface ApiKeyParts {
  readonly api: Pick<NgrokAccountApi, "store">;
  readonly secrets: Pick<SavedSecrets, "authtoken" | "forgetApiKeys">;
}

/** @throws Cancelled when the person leaves */
export async function askApiKey({ api, secrets }: ApiKeyParts, signal: AbortSignal): Promise<void> {
  await askOne<true>(l10n.t("Set ngrok API key"), signal, {
    prompt: l10n.t("ngrok API key, from dashboard.ngrok.com/api-keys. It is not the authtoken. It is kept in the editor's secret store."),
    placeholder: l10n.t("API key"),
    hidden: true,
    async settle(typed, checking) {
      const stored = await secrets.authtoken(await ngrokServer(checking.signal));
      const found = (await foundAuthtokens(checking.signal)).map(({ authtoken }) => authtoken);
      const input = apiKeyFromInput(typed, stored === undefined ? found : [...found, stored]);
      if (!input.ok) return { problem: problemOf(new ExpectedError("input.invalid", { problem: input.problem })) };
      await api.store(input.apiKey, checking.signal);
      return { answer: { given: true } };
    },
  });
}

export async function setApiKey(parts: ApiKeyParts, signal: AbortSignal): Promise<void> {
  await askApiKey(parts, signal);
  void window.showInformationMessage(l10n.t("The ngrok API key is stored. ngrok took it."));
}

export async function forgetApiKey({ secrets }: Pick<ApiKeyParts, "secrets">): Promise<void> {
  const count = await secrets.forgetApiKeys();
  void window.showInformationMessage(count === 0 ? l10n.t("No ngrok API key was stored.") : l10n.t("The ngrok API key is forgotten. It still works until you delete it in the ngrok dashboard."));
}

