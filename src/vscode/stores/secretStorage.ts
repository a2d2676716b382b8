import { env, UIKind, type SecretStorage } from "vscode";
import { abortable, withDeadline } from "../../base/deadline";
import { ExpectedError } from "../../base/expectedError";
import type { SecretStore } from "../../base/stores";

/** A keyring may be waiting for its password to be typed. */
const mostMs = 120_000;

/** VS Code's secret storage. Every refusal, silence included, is an ExpectedError `secrets.refused` {keyring} with its cause. */
export function secretStorage(storage: SecretStorage): SecretStore {
  return {
    get: (key) => ask(() => storage.get(key)),
    store: (key, value) => ask(() => storage.store(key, value)),
    delete: (key) => ask(() => storage.delete(key)),
    keys: () => ask(() => storage.keys()),
  };
}

async function ask<T>(call: () => Thenable<T>): Promise<T> {
  try {
    return await abortable(Promise.resolve(call()), withDeadline(mostMs));
  } catch (cause) {
    throw new ExpectedError("secrets.refused", { keyring: keyringName() }, { cause });
  }
}

/** Product names, the same in every language. Secrets rest where the window is, not where the extension runs. */
function keyringName(): string {
  if (env.uiKind === UIKind.Web) return "browser storage";
  if (env.remoteName !== undefined) return "keyring";
  switch (process.platform) {
    case "darwin":
      return "macOS Keychain";
    case "win32":
      return "Windows Credential Manager";
    default:
      return "GNOME Keyring or KWallet";
  }
}
