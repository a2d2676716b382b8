import type { KnownProvider } from "../providerProfile";
import { httpsAddress } from "./issuerInput";

/** Any provider with an OpenID discovery document. The address is never trimmed of its slash: the document's own word is stored. */
export const other: KnownProvider = {
  kind: "other",
  name: "OpenID provider",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPlaceholder: "https://login.acme.com/realms/main",
  issuerFromInput: (input) => {
    const url = httpsAddress(input);
    if (!url) return undefined;
    return url.pathname === "/" && !input.trim().endsWith("/") ? url.origin : `${url.origin}${url.pathname}`;
  },
  admission: { byAssignment: false, source: "not known of a provider in general" },
  vouchesForEmail: { holds: false, source: "not known of a provider in general" },
  groups: { scope: "whenListed", source: "a provider that knows the scope lists it in scopes_supported (OpenID Connect Discovery 1.0, section 3)" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "not known of a provider in general" },
  consoleUrl: () => undefined,
};
