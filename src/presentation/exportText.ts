// Taking a share elsewhere, in words: its forms, what has to be done there, and what is left behind.
import type { Shell } from "../base/shell";
import { urlPlaceholder, type ExportedShare, type ExportForm, type LeftBehind } from "../shares/exportedShare";
import type { ShareSpec } from "../protocol/shareSpec";
import { message, type Message } from "./message";

export type ExportWay = "copy" | "save";

const names: Readonly<Record<ExportForm, Readonly<Record<ExportWay, string>>>> = {
  config: { copy: "Copy an endpoint for ngrok.yml", save: "Save an endpoint for ngrok.yml…" },
  command: { copy: "Copy an ngrok command", save: "Save the policy file of an ngrok command…" },
  cloud: { copy: "Copy a curl that makes a Cloud Endpoint", save: "Save a curl that makes a Cloud Endpoint…" },
};

const details: Readonly<Record<ExportForm, Readonly<Record<ExportWay, string>>>> = {
  config: { copy: "For ngrok's own agent, version 3 of its configuration", save: "A file beside ngrok's own, version 3" },
  command: { copy: "ngrok http, which reads a policy file", save: "The command with the file's path is copied" },
  cloud: { copy: "With the agent's command for the app behind it", save: "With the agent's command for the app behind it" },
};

export function exportTitle(form: ExportForm, way: ExportWay): Message {
  return message(names[form][way]);
}

export function exportDetail(form: ExportForm, way: ExportWay): Message {
  return message(details[form][way]);
}

export function shellText(shell: Shell): Message {
  return message({ posix: "bash, zsh, sh", powershell: "PowerShell", cmd: "Command Prompt" }[shell]);
}

/** What has to be done before it works there; the first is the most likely to be missed. */
export function exportTasks(form: ExportForm, { endpoint, toFill }: ExportedShare, { provider, enforcement, tunnel, options }: ShareSpec): readonly Message[] {
  return [
    ...(provider.vaultSecret === undefined ? [message("Put the client secret in place of <client secret>.")] : []),
    ...(toFill.headers.length === 0 ? [] : [message("Put the values of the headers {names} in place of <value of …>.", { names: toFill.headers.join(", ") }, 600)]),
    ...(toFill.ownSecrets ? [message("Put the secrets of your own rules in place of <secret>.")] : []),
    ...(options?.policyRules === undefined ? [] : [message("Read your own rules through: a secret that nothing in them calls one is still there.")]),
    ...(endpoint.url === urlPlaceholder ? [message("Put a domain of your ngrok account in place of <your domain>.")] : []),
    ...(enforcement === "gate" ? [message("Register https://idp.ngrok.com/oauth2/callback with the provider.")] : []),
    ...(form === "cloud" ? [message("The API key is read from NGROK_API_KEY; the second command runs beside the app.")] : []),
    ...(tunnel.kind !== "ngrok" ? [] : tunnel.cloud === undefined ? [message("Stop this share before you start it there.")] : [message("Stop this share and remove its Cloud Endpoint before you start it there.")]),
  ];
}

/** In one sentence. */
export function leftBehindText(left: LeftBehind): Message {
  const parts = [
    message("the list of visitors"),
    message("changes while it runs"),
    message("X-Forwarded-User, -Email, -Preferred-Username and -Groups for the app"),
    message("the refusal of requests from other sites"),
    message("answers kept out of shared caches"),
    message("the limits on strangers"),
    ...(left.groups.length === 0 ? [] : [message("people of the groups {names}", { names: left.groups.join(", ") })]),
    ...(left.developerEndpoints ? [message("the guard before the dev server's own tools")] : []),
    ...(left.idleLimit ? [message("the limit without activity")] : []),
    ...(left.allowedOrigins ? [message("other sites that may use the app")] : []),
    ...(left.programs ? [message("programs with access tokens")] : []),
    ...(left.routes ? [message("the other apps behind the address")] : []),
    ...(left.headers.length === 0 ? [] : [message("the header rules for {names}", { names: left.headers.join(", ") })]),
    ...(left.addressing === "host" ? [message("localhost as the address that the app sees")] : left.addressing === "origin" ? [message("localhost in Origin and Referer")] : []),
  ];
  const named = parts.map((part, index) => [`part${index + 1}`, part] as const);
  return message("Left behind with Portcullis's gate: {parts}.", { parts: { message: named.map(([name]) => `{${name}}`).join(", "), args: Object.fromEntries(named) } });
}

/** How a file of ngrok's is started. @param name of the endpoint */
export function startText(name: string): Message {
  return message("Start it with: ngrok start --config <ngrok's own file> --config <this file> {name}", { name });
}
