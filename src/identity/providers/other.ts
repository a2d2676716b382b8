import type { KnownProvider } from "../knownProvider";
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
  slash: "asDocument",
  person: { verifiedBy: "true", groups: { name: "groups", form: "texts" } },
  admission: { byAssignment: false, source: "not known of a provider in general" },
  vouchesForEmail: { holds: false, source: "not known of a provider in general" },
  groups: { scope: "whenListed", source: "a provider that knows the scope lists it in scopes_supported (OpenID Connect Discovery 1.0, section 3)" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "not known of a provider in general" },
  endSession: { form: "document", source: "RP-Initiated Logout 1.0, section 2.1" },
  // The libraries that most servers are built on: oidc-provider, Ory Hydra and fosite, IdentityServer, Spring, Doorkeeper.
  messages: [
    // What ngrok's edge says (go-oidc).
    { pattern: /issuer did not match the issuer returned by provider/i, cure: "useDocumentIssuer" },
    { pattern: /post_logout_redirect_uri/i, cure: "registerSignOutUri" },
    { pattern: /redirect[_ -]?ur[il].*(mismatch|did not match|does not match|not registered|invalid|not valid|not allowed)|(mismatch|invalid|unregistered).*redirect[_ -]?ur[il]/i, cure: "registerRedirectUri" },
    { pattern: /(PKCE|code[_ ]challenge).*(required|missing|must)|(missing|must include|requires?).*(PKCE|code[_ ]challenge)/i, cure: "dropPkceDemand" },
    { pattern: /client authentication failed|invalid_client|client (is invalid|not found)|unknown client/i, cure: "checkClient" },
    { pattern: /not assigned|denied the request|access[_ ]denied/i, cure: "assignPerson" },
  ],
  warnings: [{ at: "people", warning: "everyUserOfIt" }],
  consoleUrl: () => undefined,
};
