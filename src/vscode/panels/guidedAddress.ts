// Where people come back to: asked of ngrok, of the editor, or read from what was typed.
import { l10n } from "vscode";
import type { ExpectedError } from "../../base/expectedError";
import { explain } from "../../presentation/explain";
import type { AddressState } from "../../presentation/guide/guideState";
import type { Message } from "../../presentation/message";
import { askOne } from "../dialog/askOne";
import type { ShareDialogParts } from "../dialog/draft";
import { freeLocalPort, localOrigin } from "../dialog/localPlace";
import { originOfAccount } from "../dialog/ngrokAccount";
import { authtokenQuestion } from "../dialog/secretQuestions";
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
  const question = authtokenQuestion(async (authtoken, checking) => ({ given: await tried(parts, authtoken, checking.signal) }));
  return askOne<AddressState>(l10n.t("Set ngrok authtoken"), signal, question);
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
