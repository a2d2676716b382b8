// Another authtoken or client secret, asked for when the present one was refused. A share's own is remembered once it is live with it.
import { l10n, window } from "vscode";
import { ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import type { ProviderProfile } from "../identity/providerProfile";
import { explain } from "../presentation/explain";
import { originsOf, type NgrokServer } from "../shares/secretKeys";
import type { ShareSecrets } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import { askOne } from "./dialog/askOne";
import { authtokenQuestion, clientSecretQuestion } from "./dialog/secretQuestions";
import { ngrokServer } from "./stores/ngrokSettings";
import type { SavedSecrets } from "./stores/savedSecrets";

export interface ReplaceParts {
  readonly registry: Pick<ShareRegistry, "learnOrigin" | "discover">;
  readonly signal: AbortSignal;
}

/** Hidden, and tried at this server there and then. Rejects with Cancelled when the person leaves. @param when it is kept: at once, or when a share is live with it */
export async function askAuthtoken({ registry, signal }: ReplaceParts, { serverAddress, rootCertificates }: NgrokServer, when: "now" | "onceLive" = "onceLive"): Promise<string> {
  const tunnel = { kind: "ngrok", rootCertificates, ...(serverAddress !== undefined && { serverAddress }) } as const;
  const prompt = when === "now" ? undefined : l10n.t("Another ngrok authtoken, from dashboard.ngrok.com/get-started/your-authtoken. It takes the place of the present one in the editor's secret store once the share is live.");
  const question = authtokenQuestion(async (authtoken, checking) => {
    await registry.learnOrigin(tunnel, authtoken, checking.signal).catch((error: unknown) => {
      // Refused for another reason (an address that is in use, say), the authtoken itself was taken.
      if (!isAboutAddress(error)) throw error;
    });
    return { given: authtoken };
  }, prompt);
  return askOne(l10n.t("Set ngrok authtoken"), signal, question);
}

/** The one of the server in the settings, stored at once; those of other servers stay (S14). */
export async function replaceAuthtoken({ secrets, ...parts }: ReplaceParts & { readonly secrets: Pick<SavedSecrets, "save"> }): Promise<void> {
  const server = await ngrokServer(parts.signal);
  const authtoken = await askAuthtoken(parts, server, "now");
  await secrets.save({ authtoken: { server, authtoken } }, () => Promise.resolve());
}

/** The same as a command: before anything is shared, or instead of the one that is stored. */
export async function setAuthtoken(parts: Parameters<typeof replaceAuthtoken>[0]): Promise<void> {
  await replaceAuthtoken(parts);
  void window.showInformationMessage(l10n.t("The ngrok authtoken is stored. ngrok took it."));
}

/** Hidden. The places that it may be sent to are looked at anew (S20). Rejects with Cancelled when the person leaves. */
export function askClientSecret({ registry, signal }: ReplaceParts, provider: ProviderProfile): Promise<Required<Pick<ShareSecrets, "clientSecret" | "endpoints">>> {
  const prompt = l10n.t("The client secret of {0} at {1}. It takes the place of the present one in the editor's secret store once the share is live.", inert(provider.clientId, 80), inert(provider.name, 80));
  const question = clientSecretQuestion(prompt, async (clientSecret, checking) => ({ answer: { given: { clientSecret, endpoints: originsOf(await registry.discover(provider.issuer, checking.signal)) } } }));
  return askOne(l10n.t("Replace client secret"), signal, question);
}

function isAboutAddress(error: unknown): boolean {
  return error instanceof ExpectedError && ["changeAddress", "stopOther"].includes(explain(error).actions[0]?.kind ?? "");
}
