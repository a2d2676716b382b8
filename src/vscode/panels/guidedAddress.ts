// Where people come back to: asked of ngrok, of the editor, or read from what was typed.
import { l10n } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { authtokenFromInput } from "../../ngrok/authtoken";
import { explain } from "../../presentation/explain";
import type { AddressState } from "../../presentation/guide/guideState";
import type { Message } from "../../presentation/message";
import { askText } from "../dialog/askText";
import type { ShareDialogParts } from "../dialog/draft";
import { freeLocalPort, localOrigin } from "../dialog/localPlace";
import { originOfAccount } from "../dialog/ngrokAccount";
import { problemOf } from "../dialog/quickInput";
import { runWizard, type Step } from "../dialog/wizard";
import { foundAuthtokens } from "../stores/foundAuthtokens";
import { ngrokServer } from "../stores/ngrokSettings";

export type AddressParts = Pick<ShareDialogParts, "registry" | "secrets" | "choices">;

/** The account's own address, where an authtoken is stored for the server of the settings. */
export async function ngrokAddress({ registry, secrets }: AddressParts, signal: AbortSignal): Promise<AddressState> {
  const authtoken = await secrets.authtoken(await ngrokServer(signal));
  if (authtoken === undefined) return { kind: "needsAuthtoken", found: (await foundAuthtokens(signal)).map(({ source }) => source) };
  return { kind: "known", origin: await originOfAccount({ registry }, { authtoken, stored: true }, signal) };
}

/** With one that lies about, which is stored once ngrok has taken it. @param source as it was offered */
export async function addressOfFound(parts: AddressParts, source: string, signal: AbortSignal): Promise<AddressState> {
  const found = (await foundAuthtokens(signal)).find((one) => one.source === source);
  return found ? tried(parts, found.authtoken, signal) : ngrokAddress(parts, signal);
}

/** With one that is typed, hidden; stored once ngrok has taken it. Rejects with Cancelled when the person leaves. */
export function addressOfTyped(parts: AddressParts, signal: AbortSignal): Promise<AddressState> {
  const step: Step<AddressState> = {
    asks: () => true,
    ask: (_, frame) =>
      askText<AddressState>(frame, {
        prompt: l10n.t("ngrok authtoken, from dashboard.ngrok.com/get-started/your-authtoken. It is kept in the editor's secret store."),
        placeholder: l10n.t("Authtoken"),
        hidden: true,
        async settle(typed, checking) {
          const input = authtokenFromInput(typed);
          if (!input.ok) return { problem: problemOf(new ExpectedError("input.invalid", { problem: input.problem })) };
          return { answer: await tried(parts, input.authtoken, checking.signal) };
        },
      }),
  };
  return runWizard([step], { kind: "none" }, l10n.t("Set ngrok authtoken"), signal);
}

async function tried({ registry, secrets }: AddressParts, authtoken: string, signal: AbortSignal): Promise<AddressState> {
  const server = await ngrokServer(signal);
  const origin = await originOfAccount({ registry }, { authtoken, stored: false }, signal);
  await secrets.save({ authtoken: { server, authtoken } }, () => Promise.resolve());
  return { kind: "known", origin };
}

/** Where the next share that stays on this machine will be. */
export async function localAddress(parts: AddressParts, signal: AbortSignal): Promise<AddressState> {
  return { kind: "known", origin: await localOrigin(await freeLocalPort(parts, undefined, signal), signal) };
}

/** What happened, and what to do. */
export function problemText(error: ExpectedError): Message {
  const { title, advice } = explain(error);
  return { message: "{title}. {advice}", args: { title, advice } };
}
