// What ngrok's configuration file holds, in words.
import { kindOfIssuer } from "../identity/providers/kindOfIssuer";
import { knownProviders } from "../identity/providers";
import { inputFromRule } from "../identity/accessRuleInput";
import type { EndpointRefusal, HttpEndpoint, NgrokConfig, RefusedEndpoint } from "../ngrok/configEndpoints";
import { message, type Message } from "./message";

/** A file in the list. */
export function configText({ endpoints }: NgrokConfig): Message {
  const count = endpoints.filter(({ kind }) => kind === "http").length;
  return count === 1 ? message("1 endpoint") : message("{count} endpoints", { count });
}

/** What would be shared. */
export function endpointTitle({ port, scheme }: HttpEndpoint): Message {
  return message(scheme === "https" ? "Share localhost:{port} (https)" : "Share localhost:{port}", { port });
}

/** What it is called there, and where it is. */
export function endpointDescription({ name, address }: HttpEndpoint): Message {
  if (address === undefined) return message("{name}", { name });
  return message("{name} · {address}", { name, address: "domain" in address ? address.domain : address.subdomain });
}

/** Who signs people in and who may come in, as far as the file says so; what of it is not taken along. */
export function endpointDetail({ signIn, left }: HttpEndpoint): readonly Message[] {
  const parts: Message[] = [];
  if (signIn) {
    const kind = kindOfIssuer(signIn.issuer);
    const issuer = URL.parse(signIn.issuer)?.host ?? signIn.issuer;
    parts.push(kind === "other" ? message("Sign-in at {issuer}", { issuer }) : message("Sign-in with {provider}, {issuer}", { provider: knownProviders[kind].name, issuer }));
    if (signIn.rule) parts.push(message("{people}", { people: inputFromRule(signIn.rule) }));
    if (signIn.clientSecret.kind === "missing") parts.push(message("client secret not in the file"));
    if (signIn.clientSecret.kind === "vault") parts.push(message("client secret in ngrok's vault"));
  }
  if (left.length > 0) parts.push(message("not taken along: {fields}", { fields: left.join(", ") }));
  return parts;
}

const refusals: Readonly<Record<EndpointRefusal, string>> = {
  labeled: "Edges are gone (ERR_NGROK_7008, 7196): use a Cloud Endpoint",
  tcp: "TCP carries no sign-in: only web apps can be shared",
  tls: "TLS ends at the app here, so nobody could sign in before it",
  kubernetes: "It leads into a cluster, not to the public",
  otherHost: "It leads to {what}: only apps on this machine can be shared",
  notHttp: "Only http and https can be shared",
  files: "It serves files: share the port of a web server that does",
  variable: "{what} is the name of a variable, and nobody fills it in here",
  wrong: "{what} is missing or can't be read",
};

/** Why something can't be shared. */
export function refusalText({ why, what = "" }: RefusedEndpoint): Message {
  return message(refusals[why], { what });
}

/** A part of the file that could not be read; the rest was. */
export function problemText({ field, line }: NgrokConfig["problems"][number]): Message {
  return message("“{field}” in line {line} can't be read", { field, line });
}
