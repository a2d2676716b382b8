// An identity provider in the sidebar: its row, and what is to be looked at.
import type { ClientAuthentication, ProviderProfile } from "../identity/providerProfile";
import { knownProviders, providerOf } from "../identity/providers";
import { daysUntil, expiresSoonDays } from "../identity/secretExpiry";
import type { SettingId } from "../contributions";
import { lines, message, type Message } from "./message";
import type { Row } from "./shareRows";

/** A saved provider as the view sees it. */
export interface ProviderSight {
  readonly profile: ProviderProfile;
  /** `notNeeded`: a public client, or it rests in ngrok's vault. `unknown`: the secret store does not say. */
  readonly secret: "stored" | "missing" | "notNeeded" | "unknown";
  /** Its document named other endpoints than those that were stored when it was asked last (S20). */
  readonly endpointsMoved: boolean;
  /** How many shares run with it. */
  readonly shares: number;
}

const mostIssuer = 300;

/** @param now milliseconds since 1970 */
export function providerRow(sight: ProviderSight, now: number): Row {
  const { profile } = sight;
  const label = message("{name}", { name: profile.name });
  const host = message("{host}", { host: hostOf(profile.issuer) });
  const wrong = wrongWith(sight, now);
  const expiry = profile.secretExpires === undefined ? undefined : expiryText(profile.secretExpires, now);
  // What matters first: a narrow sidebar cuts the end.
  const first = wrong ?? expiry;
  const description = first ? message("{first} · {host}", { first, host }) : host;
  return {
    label,
    description,
    icon: wrong ? "warning" : "key",
    color: wrong ? "list.warningForeground" : undefined,
    accessible: message("Identity provider {name}, {description}", { name: label, description }),
    tooltip: lines([
      label,
      ...(wrong ? [wrong] : []),
      kindText(profile),
      message("Issuer {issuer}", { issuer: profile.issuer }, mostIssuer),
      message("Client ID {clientId}", { clientId: profile.clientId }),
      message("Scopes {scopes}", { scopes: profile.scopes.join(" ") }, mostIssuer),
      ...(profile.secretExpires === undefined ? [] : [message("The client secret expires on {day}", { day: profile.secretExpires })]),
      ...(profile.vaultSecret ? [message("The client secret rests in ngrok's vault")] : []),
      ...(sight.shares === 0 ? [] : [sight.shares === 1 ? message("1 share runs with it") : message("{count} shares run with it", { count: sight.shares })]),
    ]),
  };
}

/** What keeps people from signing in, or soon will; the gravest. */
function wrongWith({ profile, secret, endpointsMoved }: ProviderSight, now: number): Message | undefined {
  if (endpointsMoved) return message("its endpoints moved");
  if (secret === "missing") return message("client secret is missing");
  return expiryWarning(profile, now);
}

/** Undefined where the secret lasts, or nobody said how long. */
export function expiryWarning({ secretExpires }: Pick<ProviderProfile, "secretExpires">, now: number): Message | undefined {
  return secretExpires === undefined || daysUntil(secretExpires, now) > expiresSoonDays ? undefined : expiryText(secretExpires, now);
}

/** "expires in 12 days". */
export function expiryText(day: string, now: number): Message {
  const days = daysUntil(day, now);
  if (days < -1) return message("secret expired {count} days ago", { count: -days });
  if (days === -1) return message("secret expired yesterday");
  if (days === 0) return message("secret expires today");
  return days === 1 ? message("secret expires tomorrow") : message("secret expires in {count} days", { count: days });
}

/** Which provider it is, as the product reads it (S8). */
export function kindText(profile: Pick<ProviderProfile, "kind" | "issuer">): Message {
  const known = providerOf(profile);
  return known.kind === "other" ? message("OpenID provider") : message("{provider}", { provider: known.name });
}

const authenticationTexts: Readonly<Record<ClientAuthentication, string>> = {
  client_secret_basic: "Client secret in the Authorization header",
  client_secret_post: "Client secret in the body of the request",
  none: "No secret: a public client with PKCE",
};

/** How the client proves itself. */
export function authenticationText(authentication: ClientAuthentication): Message {
  return message(authenticationTexts[authentication]);
}

/** An entry of the settings that is not understood. */
export function brokenRow({ setting, entry, field }: { readonly setting: SettingId; readonly entry: number; readonly field: string }): Row {
  const label = message("Entry {entry} can't be read", { entry });
  const description = field === "" ? message("see {setting}", { setting }) : message("see {field} in {setting}", { field, setting });
  const both = message("{label}, {description}", { label, description });
  return { label, description, icon: "warning", color: "list.warningForeground", accessible: both, tooltip: both };
}

/** A provider that somebody else is asked to set up. */
export function waitingRow({ name, kind }: Pick<ProviderProfile, "name" | "kind">): Row {
  const label = message("{name}", { name });
  const description = message("waiting for client ID");
  const accessible = message("Identity provider {name}, {description}", { name: label, description });
  return { label, description, icon: "watch", color: undefined, accessible, tooltip: lines([label, kind === "other" ? message("OpenID provider") : message("{provider}", { provider: knownProviders[kind].name }), description]) };
}

/** With its port; as it stands in a certificate, so that letters that look alike are told apart. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
