import type { OwnErrorCode } from "../../base/errorCodes";
import { changeAddress, editProvider, leaveRulesOut, retry, showLog, switchToGate } from "../errorAction";
import type { ErrorEntry } from "../errorEntry";

const editRule = { kind: "editRule" } as const;

/** Except `input.invalid`, which names what is wrong: see inputProblem.ts. */
export const shareErrors = {
  "address.taken": {
    title: ["{address} is taken: {app} is shared there", "Another share has this address"],
    advice: "Pick another address, or stop that share first.",
    actions: [changeAddress],
  },
  "edge.gateOnly": {
    title: "Access tokens and other sites' pages need sign-in on this machine",
    advice: "ngrok's edge would turn them away before the gate sees them. Share with sign-in on this machine, or take this option back.",
    actions: [],
  },
  "edge.noIdToken": {
    title: "ngrok passes no ID token on",
    advice: "Nothing can be decided about a person without it. Add the scope openid to the provider in the settings, or let this machine do the sign-in.",
    actions: [editProvider, switchToGate, showLog],
  },
  "edge.rulesNeedEdge": {
    title: "Rules of your own act at ngrok's edge alone",
    advice: "Leave them out to let this machine do the sign-in, or share with sign-in at ngrok's edge.",
    actions: [leaveRulesOut],
  },
  "edge.vaultNeedsEdge": {
    title: ["The client secret of {provider} rests in ngrok's vault", "The client secret rests in ngrok's vault"],
    advice: "Only ngrok's edge can sign people in with it. Share through ngrok with sign-in at its edge, or add the provider again with its client secret.",
    actions: [editProvider],
  },
  "programs.audience": {
    title: ["{audience} is the audience of other tokens of the provider", "The audience of the access tokens is that of other tokens"],
    advice: "Name one that stands for this app alone: neither the issuer nor the client ID.",
    actions: [],
  },
  "programs.tokensForOktaItself": {
    title: "Access tokens of Okta's organisation server can't be checked",
    advice: "They are for Okta alone. Use a custom authorization server (/oauth2/…) as the issuer.",
    actions: [editProvider],
  },
  "proof.disproved": {
    title: ["A stranger was not turned away: {seen}", "A stranger was not turned away"],
    advice: "The share was closed at once. The log has what was asked and answered.",
    actions: [showLog, retry],
  },
  "proof.inconclusive": {
    title: ["It could not be shown that strangers are turned away: {why}", "It could not be shown that strangers are turned away"],
    advice: "The share was not started. Check the network, then try again.",
    actions: [retry, showLog],
  },
  "provider.changed": {
    title: ["{name} was changed or removed meanwhile", "This provider was changed or removed meanwhile"],
    advice: "Nothing of yours was saved. Look at it as it is now, then do it once more.",
    actions: [editProvider],
  },
  "provider.missing": {
    title: ["The identity provider {provider} is not in the settings", "The identity provider is not in the settings"],
    advice: "Choose another provider, or add this one again.",
    actions: [editProvider],
  },
  "rule.empty": {
    title: "Nobody may come in yet",
    advice: "Name e-mail domains or addresses.",
    actions: [editRule],
  },
  "rule.everyoneNotAllowed": {
    title: ["{provider} may let strangers sign in", "This provider may let strangers sign in"],
    advice: "Name the e-mail domains or addresses that may come in.",
    actions: [editRule],
  },
  "secrets.refused": {
    title: "The editor's secret store refused",
    advice: "Nothing was saved. Unlock the system's keyring, or install one such as gnome-keyring, then try again.",
    actions: [retry, showLog],
  },
  "sessions.notRemoved": {
    title: "What was kept of the visitors' sign-ins could not be removed",
    advice: "The share is stopped. Started again, it may still know who was signed in. Make room on the disk or unlock the keyring, then try again.",
    actions: [retry, showLog],
  },
  "sessions.notStored": {
    title: "People are signed out, but that could not be stored",
    advice: "They may be back after a restart of the editor. Make room on the disk or unlock the keyring, then try again, or stop the share.",
    actions: [retry, showLog],
  },
  "settings.invalid": {
    title: ["The setting {setting} can't be used", "A setting can't be used"],
    advice: "Correct it in the settings, then try again.",
    actions: [{ kind: "openSettings", setting: "portcullis.providers" }],
  },
  "settings.notWritten": {
    title: "The settings can't be written",
    advice: "Open the settings file, correct what the editor marks there, then try again.",
    actions: [retry, { kind: "openSettings", setting: "portcullis.providers" }, showLog],
  },
  "share.alreadyRunning": {
    title: ["Port {port} is shared already", "{path} is shared already", "This share is running already"],
    advice: "Copy its address in the sidebar, or stop it first.",
    actions: [],
  },
  "share.certificate": {
    title: ["The certificate at the share's address is not believed: {why}", "The certificate at the share's address is not believed"],
    advice: "A proxy on this network re-signs connections. Name its certificate as ngrok's root certificate in the settings.",
    actions: [{ kind: "openSettings", setting: "portcullis.ngrok.rootCertificates" }, retry],
  },
  "share.gone": {
    title: ["Port {port} is not shared any more", "{path} is not shared any more", "The share is not there any more"],
    advice: "Share it again, then test it once more.",
    actions: [retry],
  },
  "share.webSocketStopped": {
    title: ["WebSockets don't come through, status {status}", "WebSockets don't come through"],
    advice: "Something in front of the gate passes them on as plain requests or ends them. Allow WebSockets in that tunnel or proxy.",
    actions: [retry],
  },
  "share.notLive": {
    title: "The share is not live just now",
    advice: "Wait until it is connected again, then test it once more.",
    actions: [retry],
  },
  "workspace.untrusted": {
    title: "This workspace is not trusted",
    advice: "Sharing starts in trusted workspaces only. Listing and stopping shares works.",
    actions: [{ kind: "manageTrust" }],
  },
} as const satisfies Partial<Record<OwnErrorCode, ErrorEntry>>;
