// "Import from ngrok's configuration…": what ngrok's own files hold, each line by itself. Nothing of them is taken unasked.
import { l10n, Range, Uri, window } from "vscode";
import { Cancelled, ExpectedError } from "../base/expectedError";
import type { NgrokAccountApi } from "./stores/ngrokAccountApi";
import { apiKeyFromInput } from "../ngrok/api/apiKey";
import { authtokenFromInput } from "../ngrok/authtoken";
import { domainFromInput } from "../ngrok/domainInput";
import type { HttpEndpoint, NgrokConfig } from "../ngrok/configEndpoints";
import type { ShareDialogParts } from "./dialog/draft";
import { askConfigEntry, askConfigFile, type ConfigDraft } from "./dialog/configSteps";
import { originOfAccount } from "./dialog/ngrokAccount";
import { proposedClient, type Proposal } from "./dialog/proposal";
import { runWizard } from "./dialog/wizard";
import { ngrokServer } from "./stores/ngrokSettings";

export interface ImportParts extends Pick<ShareDialogParts, "registry" | "secrets" | "providers"> {
  readonly api: Pick<NgrokAccountApi, "store">;
  readonly signal: AbortSignal;
}

/**
 * Asks which file and what of it. Authtoken and API key are tried and stored there and then; a file that is broken is shown at its line.
 *
 * @returns what to share, for the dialogue; undefined when it was something else
 * @throws ExpectedError `ngrok.ERR_NGROK_7008` for a tunnel of an Edge, and why an authtoken or API key was not taken. Cancelled when the person leaves
 */
export async function importConfig(parts: ImportParts): Promise<Proposal | undefined> {
  const { signal } = parts;
  const propose = (config: NgrokConfig, path: string) => async (endpoint: HttpEndpoint, checking: AbortSignal): Promise<Proposal> => {
    const authtoken = authtokenFromInput(config.authtoken ?? "");
    const address = domainFromInput(Object.values(endpoint.address ?? {})[0] ?? "");
    return {
      port: endpoint.port,
      scheme: endpoint.scheme,
      client: endpoint.signIn && (await proposedClient(parts, endpoint.signIn, checking)),
      rule: endpoint.signIn?.rule,
      domain: address.ok ? address.domain : undefined,
      authtoken: authtoken.ok ? { authtoken: authtoken.authtoken, source: path } : undefined,
    };
  };
  const { picked } = await runWizard<ConfigDraft>([askConfigFile(), askConfigEntry(propose)], { file: undefined, picked: undefined }, l10n.t("Import from ngrok's configuration"), signal);
  if (!picked) throw new Error("The import ended with nothing picked");
  switch (picked.kind) {
    case "proposal":
      return picked.proposal;
    case "authtoken":
      await storeAuthtoken(parts, picked.authtoken);
      return undefined;
    case "apiKey":
      await storeApiKey(parts, picked.apiKey, picked.notThis);
      return undefined;
    case "edge":
      throw new ExpectedError("ngrok.ERR_NGROK_7008");
    case "line":
      await showLine(picked.path, picked.line);
      return undefined;
  }
}

async function storeAuthtoken(parts: ImportParts, found: string): Promise<void> {
  const input = authtokenFromInput(found);
  if (!input.ok) throw new ExpectedError("input.invalid", { problem: input.problem });
  const origin = await originOfAccount(parts, { authtoken: input.authtoken, stored: false }, parts.signal);
  await parts.secrets.save({ authtoken: { server: await ngrokServer(parts.signal), authtoken: input.authtoken } }, () => Promise.resolve());
  void window.showInformationMessage(l10n.t("The ngrok authtoken is stored. Its account is at {0}.", new URL(origin).host));
}

async function storeApiKey({ api, signal }: ImportParts, found: string, notThis: readonly string[]): Promise<void> {
  const input = apiKeyFromInput(found, notThis);
  if (!input.ok) throw new ExpectedError("input.invalid", { problem: input.problem });
  await api.store(input.apiKey, signal);
  void window.showInformationMessage(l10n.t("The ngrok API key is stored. ngrok took it."));
}

async function showLine(path: string, line: number): Promise<void> {
  const at = new Range(line - 1, 0, line - 1, 0);
  try {
    await window.showTextDocument(Uri.file(path), { selection: at });
  } catch (error) {
    throw error instanceof Cancelled ? error : new ExpectedError("import.unreadable", { path, why: "the editor can't show it" }, { cause: error });
  }
}
