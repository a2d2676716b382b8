// Set-up by API, in words: what a token must be able to do and where it goes, what is made, what is left to do.
import type { RegistrationApi } from "../registration/setUpByApi";
import { message, type Message } from "./message";

/** S27: named before the token is asked for; one line of a list each. */
export function leastScopeText(api: RegistrationApi, kind: string): Message {
  if (api === "okta") return message("OAuth scopes okta.apps.manage and okta.groups.read, or an API token");
  return kind === "keycloak" ? message("From Clients, Initial access token: for one client, for a few minutes") : message("An initial access token: it can do nothing but register a client");
}

/** What is worth knowing of that token beside it; undefined: nothing. */
export function tokenWarning(api: RegistrationApi): Message | undefined {
  return api === "okta" ? message("An API token may do whatever its administrator may: OAuth is narrower") : undefined;
}

/** @param host to which alone it goes */
export function tokenPrompt(api: RegistrationApi, host: string): Message {
  return api === "okta"
    ? message("Okta API token or OAuth access token. It goes to {host} alone, is kept nowhere and forgotten at the end.", { host })
    : message("Initial access token. It goes to {host} alone, is kept nowhere and forgotten at the end.", { host });
}

export function tokenName(api: RegistrationApi): Message {
  return api === "okta" ? message("API token") : message("Initial access token");
}

/** A host that no provider documents as its own. */
export interface HostQuestion {
  readonly title: Message;
  readonly detail: Message;
  readonly yes: Message;
}

export function hostQuestion(host: string): HostQuestion {
  return {
    title: message("Send an administrator's token to {host}?", { host }, 253),
    detail: message("This is the host whose discovery document names it as the issuer. Whoever runs it can use the token. Go on only if this is your identity provider's own address."),
    yes: message("This is our provider"),
  };
}

export interface MadeFacts {
  readonly api: RegistrationApi;
  readonly provider: string;
  readonly name: string;
  readonly groups: number;
}

/** What was done, and what the API can't do. */
export function madeText({ api, provider, name, groups }: MadeFacts): Message {
  if (api === "rfc7591") return message("{name} is registered at {provider} and saved here.", { name, provider });
  // No field of Okta's public API has the groups claim of an application (Okta Admin Management 5.1.0).
  const claim = message("Rules by group need a groups claim, which Okta's API can't set: add it under Sign On.");
  return groups === 0
    ? message("{name} is set up at Okta and saved here. Nobody is assigned to it yet. {claim}", { name, claim })
    : message("{name} is set up at Okta and saved here. {claim}", { name, claim });
}

/** The line that says how many were chosen. */
export function chosenGroupsText(count: number): Message {
  return count === 0 ? message("Set up without a group") : count === 1 ? message("Set up with 1 group") : message("Set up with {count} groups", { count });
}
