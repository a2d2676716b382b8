// What is asked of a provider, and what has to come back: nothing more than a web client of the code flow with exact addresses (S27).
import { ExpectedError } from "../base/expectedError";
import { isLoopbackHost } from "../identity/providers/issuerInput";
import type { ClientRegistration } from "../identity/clientRegistration";
import { edgeCallback } from "../shares/proofVerdict";

/** The two in which a client secret goes along. */
export type SecretAuthentication = "client_secret_basic" | "client_secret_post";

export interface ClientToRegister {
  /** As administrators and people who sign in see it; at most 80 characters. */
  readonly name: string;
  /** Exact, see `addressesOf`. */
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly authentication: SecretAuthentication;
}

export interface RegisteredClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authentication: SecretAuthentication;
  /** The share's sign-out address was registered too. */
  readonly postLogoutRedirect: boolean;
  /** The last day on which the provider takes the secret: 2027-03-31. */
  readonly secretExpires: string | undefined;
  /** Undefined: the provider offers no way to take it back. */
  readonly registration: ClientRegistration | undefined;
  /** RFC 7592; for `registration.uri` alone. */
  readonly registrationToken: string | undefined;
}

export const gateCallbackPath = "/.portcullis/callback";
const signOutPath = "/.portcullis/sign-out";

/**
 * What has to be registered for an address: sign-in by the gate and at ngrok's edge, and sign-out.
 *
 * @param origin of the share; https, or http on this machine
 * @throws ExpectedError `registration.redirectUri` for what is no exact origin
 */
export function addressesOf(origin: string): Pick<ClientToRegister, "redirectUris" | "postLogoutRedirectUris"> {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const plain = url?.protocol === "http:" && isLoopbackHost(url.hostname);
  // A host with a wildcard parses as a host.
  if (!url || (url.protocol !== "https:" && !plain) || url.origin !== origin || origin.includes("*")) throw new ExpectedError("registration.redirectUri", { uri: origin });
  return { redirectUris: [`${origin}${gateCallbackPath}`, edgeCallback], postLogoutRedirectUris: [`${origin}${signOutPath}`] };
}

/** The sign-out address that belongs to the gate's redirect URI. */
export function signOutUriOf(redirectUri: string): string | undefined {
  return redirectUri.endsWith(gateCallbackPath) ? `${redirectUri.slice(0, -gateCallbackPath.length)}${signOutPath}` : undefined;
}

/** The same addresses, in whatever order. */
export function sameAddresses(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && new Set(one).size === one.length && one.every((uri) => other.includes(uri));
}
