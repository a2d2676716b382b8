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

/** RP-Initiated Logout 1.0; undefined where the provider has none. */
export function endSessionUrl(provider: DiscoveredProvider, profile: ProviderProfile, { idToken, person, comeBack }: EndSession): EndSessionUrl | undefined {
  if (provider.endSessionEndpoint === undefined) return undefined;
  const url = new URL(provider.endSessionEndpoint);
  url.searchParams.set("client_id", profile.clientId);
  // An address that is not registered makes providers show an error instead of signing anybody out.
  const comesBack = profile.postLogoutRedirect === true;
  if (comesBack) {
    url.searchParams.set("post_logout_redirect_uri", comeBack.uri);
    url.searchParams.set("state", comeBack.state);
  }
  const hint = loginHint(person);
  if (idToken !== undefined && url.href.length + idToken.length <= longestUrl) url.searchParams.set("id_token_hint", idToken);
  else if (hint !== undefined) url.searchParams.set("logout_hint", hint);
  return { url: url.href, comesBack };
}
