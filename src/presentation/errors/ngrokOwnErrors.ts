// Failures on the way to ngrok that carry no code of ngrok's.
import type { OwnErrorCode } from "../../base/errorCodes";
import { changeAddress, openUrl, retry, setApiKey, setAuthtoken, showLog } from "../errorAction";
import type { ErrorEntry } from "../errorEntry";

const endpointsPage = openUrl("https://dashboard.ngrok.com/endpoints", "Open ngrok dashboard");

export const ngrokOwnErrors = {
  "edge.othersAtAddress": {
    title: ["Something else of your ngrok account is at {address}", "Something else of your ngrok account is at the share's address"],
    advice: "The share was closed, because it would meet some of the visitors in its place. Stop it in the ngrok dashboard, or choose another address.",
    actions: [endpointsPage, changeAddress, retry],
  },
  "edge.policyDiffers": {
    title: ["ngrok has another traffic policy at {address} than this share's", "ngrok has another traffic policy than this share's"],
    advice: "The share was closed, because visitors would meet other rules than yours. Look at the endpoint in the ngrok dashboard, then try again.",
    actions: [endpointsPage, retry, showLog],
  },
  "edge.sealMissing": {
    title: "ngrok let a signed-in visitor through without our seal",
    advice: "The share was closed, because requests could not be told from forged ones. Start it again, or let this machine do the sign-in.",
    actions: [{ kind: "switchToGate" }, retry, showLog],
  },
  "edge.sessionsNotEnded": {
    title: ["Everyone is out, but {left} sign-ins at ngrok's edge could not be ended", "Everyone is out, but the sign-ins at ngrok's edge could not be ended"],
    advice: "The gate on this machine turns them away. Try again to end them at ngrok, too.",
    actions: [retry, setApiKey, showLog],
  },
  "ngrok.apiAnswer": {
    title: ["What {host} answered can't be used: {why}", "What ngrok's API answered can't be used"],
    advice: "Something on the way may answer in ngrok's place. Check the network and the address of ngrok's API in the settings.",
    actions: [{ kind: "openSettings", setting: "portcullis.ngrok.apiAddress" }, retry, showLog],
  },
  "ngrok.apiFailed": {
    title: ["ngrok's API failed with status {status}", "ngrok's API failed"],
    advice: "Try again. If it happens twice, look at ngrok's status page.",
    actions: [retry, openUrl("https://status.ngrok.com", "Open ngrok status")],
  },
  "ngrok.apiRefused": {
    title: ["ngrok's API refused with status {status}", "ngrok's API refused"],
    advice: "The API key may not be allowed to do this. Set another one.",
    actions: [setApiKey, openUrl("https://dashboard.ngrok.com/api-keys", "Open ngrok dashboard")],
  },
  "ngrok.apiUnreachable": {
    title: ["ngrok's API at {host} can't be reached: {why}", "ngrok's API can't be reached"],
    advice: "Check the network, the VPN and the proxy. A firewall must allow api.ngrok.com, port 443.",
    actions: [retry, { kind: "openSettings", setting: "portcullis.ngrok.apiAddress" }],
  },
  "ngrok.authtokenMissing": {
    title: "ngrok needs your authtoken",
    advice: "Set the authtoken that the ngrok dashboard shows.",
    actions: [setAuthtoken, openUrl("https://dashboard.ngrok.com/get-started/your-authtoken", "Open ngrok dashboard")],
  },
  "ngrok.nativeModule": {
    title: "The ngrok agent could not be loaded",
    advice: "Reinstall the extension for this platform. On Windows it also needs the Microsoft Visual C++ Redistributable.",
    actions: [showLog, openUrl("https://learn.microsoft.com/cpp/windows/latest-supported-vc-redist", "Get the redistributable")],
  },
  "ngrok.needsProcess": {
    title: "ngrok is not available, because this editor can't start processes",
    advice: "Share on this machine only, or use an editor that may start processes.",
    actions: [{ kind: "changeAddress" }, showLog],
  },
  "ngrok.unreachable": {
    title: ["The connection to ngrok failed: {how}", "ngrok can't be reached"],
    advice: [
      "The ngrok agent in here can't use the proxy {proxy}. Let connect.ngrok-agent.com:443 through the firewall, or use ngrok's own agent with a proxy_url, on a paid plan.",
      "Check the network and the VPN. A firewall must allow connect.ngrok-agent.com, port 443.",
    ],
    actions: [retry, { kind: "openSettings", setting: "portcullis.ngrok.serverAddress" }],
  },
  "ngrok.rootCertificates": {
    title: ["The root certificates in {path} can't be used", "The root certificates for ngrok can't be used"],
    advice: "Name a file of certificates in PEM form in the settings, or use the operating system's.",
    actions: [{ kind: "openSettings", setting: "portcullis.ngrok.rootCertificates" }],
  },
  "ngrok.stopped": {
    title: ["The share was stopped at ngrok: {message}", "The share was stopped from ngrok's dashboard"],
    advice: "Somebody who may manage the ngrok account did that. Start the share again if it was not meant.",
    actions: [retry, openUrl("https://dashboard.ngrok.com/endpoints", "Open ngrok endpoints")],
  },
  "ngrok.tls": {
    title: "The certificate of the connection to ngrok is not trusted",
    advice: [
      "The ngrok agent in here can't use the proxy {proxy}. If that one inspects encrypted traffic, set the root certificates to the operating system's.",
      "A network that inspects encrypted traffic has certificates of its own. Set the root certificates to the operating system's.",
    ],
    actions: [{ kind: "openSettings", setting: "portcullis.ngrok.rootCertificates" }, retry],
  },
  "ngrok.unknown": {
    title: ["ngrok said: {message}", "ngrok refused without a reason"],
    advice: "Try again. If it happens twice, look at the log and at ngrok's status page.",
    actions: [retry, showLog, openUrl("https://status.ngrok.com", "Open ngrok status")],
  },
} as const satisfies Partial<Record<OwnErrorCode, ErrorEntry>>;
