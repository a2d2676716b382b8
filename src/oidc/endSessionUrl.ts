import { providerOf } from "../identity/providers";
import type { Person } from "../identity/person";
import type { ProviderProfile } from "../identity/providerProfile";
import type { DiscoveredProvider } from "./discoverProvider";
import { loginHint } from "./loginHint";

/** Servers commonly take 8 KB for the first line of a request. */
const longestUrl = 7000;

export interface EndSession {
  /** As a hint; it may have expired long ago (RP-Initiated Logout 1.0, section 2). Undefined when it was too large to keep. */
  readonly idToken: string | undefined;
  readonly person: Person;
  /** Where the person comes back to, with `state`. */
  readonly comeBack: { readonly uri: string; readonly state: string };
}

export interface EndSessionUrl {
  readonly url: string;
  /** Whether the provider was asked to send the person back. */
  readonly comesBack: boolean;
}

/** Where this provider signs people out of itself; undefined where it can't be asked to. */
export function endSessionEndpoint({ issuer, endSessionEndpoint: named }: DiscoveredProvider, profile: ProviderProfile): string | undefined {
  const { form } = providerOf(profile).endSession;
  // Cognito takes nobody without an address to come back to.
  if (form === "cognito") return profile.postLogoutRedirect === true ? named : undefined;
  return named ?? (form === "auth0" ? new URL("/v2/logout", issuer).href : undefined);
}

/** RP-Initiated Logout 1.0, or the form that the provider's own file names; undefined where the provider has none. */
export function endSessionUrl(provider: DiscoveredProvider, profile: ProviderProfile, { idToken, person, comeBack }: EndSession): EndSessionUrl | undefined {
  const endpoint = endSessionEndpoint(provider, profile);
  if (endpoint === undefined) return undefined;
  const url = new URL(endpoint);
  url.searchParams.set("client_id", profile.clientId);
  // An address that is not registered makes providers show an error instead of signing anybody out.
  const comesBack = profile.postLogoutRedirect === true;
  const own = ownParameter(provider, profile);
  if (own !== undefined) {
    // These bring no state back, so that nobody is awaited: the person lands on the page of the share that says they are out.
    if (comesBack) url.searchParams.set(own, comeBack.uri);
    return { url: url.href, comesBack: false };
  }
  if (comesBack) {
    url.searchParams.set("post_logout_redirect_uri", comeBack.uri);
    url.searchParams.set("state", comeBack.state);
  }
  const hint = loginHint(person);
  if (idToken !== undefined && url.href.length + idToken.length <= longestUrl) url.searchParams.set("id_token_hint", idToken);
  else if (hint !== undefined) url.searchParams.set("logout_hint", hint);
  return { url: url.href, comesBack };
}

/** What the address to come back to is called where it is not `post_logout_redirect_uri`. */
function ownParameter({ endSessionEndpoint: named }: DiscoveredProvider, profile: ProviderProfile): "logout_uri" | "returnTo" | undefined {
  const { form } = providerOf(profile).endSession;
  if (form === "cognito") return "logout_uri";
  return form === "auth0" && named === undefined ? "returnTo" : undefined;
}
