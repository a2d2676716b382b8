import type { SettingId } from "../contributions";
import { message, type Message } from "./message";

/** What a person can do about a failure. `src/vscode/` carries it out. */
export type ErrorAction =
  | { readonly kind: "changeAddress" }
  | { readonly kind: "chooseOtherPort" }
  /** Without `uri` ngrok's, which every provider has to know where its edge runs the sign-in. */
  | { readonly kind: "copyRedirectUri"; readonly uri?: string }
  | { readonly kind: "editProvider" }
  | { readonly kind: "editRule" }
  /** The same share without the person's own policy rules, which are forgotten for its port. */
  | { readonly kind: "leaveRulesOut" }
  | { readonly kind: "manageTrust" }
  | { readonly kind: "openSettings"; readonly setting: SettingId }
  /** The share's address in the browser, as a visitor opens it. */
  | { readonly kind: "openShare" }
  | { readonly kind: "openUrl"; readonly url: string; readonly label: Message }
  /** The same share, with another client secret. */
  | { readonly kind: "replaceSecret" }
  | { readonly kind: "retry" }
  | { readonly kind: "setApiKey" }
  | { readonly kind: "setAuthtoken" }
  | { readonly kind: "showLog" }
  /** One of this window's, then the same once more; without one, the page of what runs elsewhere. */
  | { readonly kind: "stopOther"; readonly url: string }
  /** The same share, signed in by the gate on this machine. */
  | { readonly kind: "switchToGate" }
  /** The extension's page in the editor, where it is updated. */
  | { readonly kind: "updateExtension" };

export type ActionId = ErrorAction["kind"];

const labels: Readonly<Record<Exclude<ActionId, "openUrl">, Message>> = {
  changeAddress: message("Change address"),
  chooseOtherPort: message("Choose another port"),
  copyRedirectUri: message("Copy redirect URI"),
  editProvider: message("Change provider"),
  editRule: message("Change who may come in"),
  leaveRulesOut: message("Leave my own rules out"),
  manageTrust: message("Manage workspace trust"),
  openSettings: message("Open settings"),
  openShare: message("Open in browser"),
  replaceSecret: message("Replace client secret"),
  retry: message("Try again"),
  setApiKey: message("Set API key"),
  setAuthtoken: message("Set authtoken"),
  showLog: message("Show log"),
  stopOther: message("Stop another share"),
  switchToGate: message("Sign in on this machine"),
  updateExtension: message("Show extension"),
};

/** The button's text. */
export function actionLabel(action: ErrorAction): Message {
  return action.kind === "openUrl" ? action.label : labels[action.kind];
}

export const showLog: ErrorAction = { kind: "showLog" };
export const retry: ErrorAction = { kind: "retry" };
export const setApiKey: ErrorAction = { kind: "setApiKey" };
export const setAuthtoken: ErrorAction = { kind: "setAuthtoken" };
export const editProvider: ErrorAction = { kind: "editProvider" };
export const replaceSecret: ErrorAction = { kind: "replaceSecret" };
export const changeAddress: ErrorAction = { kind: "changeAddress" };
export const switchToGate: ErrorAction = { kind: "switchToGate" };
export const leaveRulesOut: ErrorAction = { kind: "leaveRulesOut" };
export const chooseOtherPort: ErrorAction = { kind: "chooseOtherPort" };

export function openUrl(url: string, label: string): ErrorAction {
  return { kind: "openUrl", url, label: message(label) };
}
