import type { KnownProvider } from "../knownProvider";
import { httpsAddress, upTo } from "./issuerInput";

/** Keycloak: `https://<host>/realms/<realm>`, no trailing slash; with `/auth` before it until version 17, or where an administrator sets that path. */
export const keycloak: KnownProvider = {
  kind: "keycloak",
  name: "Keycloak",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPlaceholder: "https://login.acme.com/realms/acme",
  issuerFromInput(input) {
    const url = httpsAddress(input);
    if (!url) return undefined;
    // Its consoles: /admin/<realm>/console/#/<realm>/clients, where an administrator of the realm master sees another one behind the #.
    const console = /^(.*?)\/admin\/([^/]+)\/console/.exec(url.pathname);
    if (console) return `${url.origin}${console[1] ?? ""}/realms/${/#\/([^/?]+)/.exec(input)?.[1] ?? console[2] ?? ""}`;
    return /\/realms\/[^/]+/.test(url.pathname) ? upTo(url, /^.*?\/realms\/[^/]+/, "") : undefined;
  },
  slash: "never",
  person: { verifiedBy: "true", groups: { name: "groups", form: "texts" } },
  admission: { byAssignment: false, source: "Keycloak: every user of the realm can sign in at each of its clients (Server Administration Guide, \"Managing OpenID Connect clients\")" },
  vouchesForEmail: { holds: false, source: "Keycloak sends email_verified (Server Administration Guide, client scope email)" },
  groups: { scope: "whenListed", source: "Keycloak: a client scope with the mapper Group Membership, which may be a default one; scopes_supported lists the realm's (Server Administration Guide, \"Client scopes\")" },
  accessTokens: { mark: "keycloak", areForProviderItself: () => false, source: "Keycloak: the claim typ is Bearer in access tokens and ID in ID tokens (keycloak/keycloak, TokenUtil.java)" },
  endSession: { form: "document", source: "Keycloak's documents name /protocol/openid-connect/logout" },
  // keycloak/keycloak, messages of the theme base/login and AuthorizationEndpoint.java
  messages: [
    { pattern: /Invalid parameter: redirect_uri/i, cure: "registerRedirectUri" },
    { pattern: /Invalid redirect uri/i, cure: "registerSignOutUri" },
    { pattern: /Missing parameter: code_challenge(_method)?/i, cure: "dropPkceDemand" },
    { pattern: /Invalid client or Invalid client credentials|Client not found/i, cure: "checkClient" },
    { pattern: /Client disabled|Client is not allowed to initiate browser login/i, cure: "enableApplication" },
    { pattern: /Access denied/i, cure: "assignPerson", common: true },
  ],
  warnings: [
    { at: "people", warning: "everyUserOfIt" },
    { at: "people", warning: "groupsArePaths" },
  ],
  consoleUrl(issuer) {
    const realm = /^(.*)\/realms\/([^/]+)$/.exec(new URL(issuer).href);
    return realm ? `${realm[1] ?? ""}/admin/${realm[2] ?? ""}/console/#/${realm[2] ?? ""}/clients` : undefined;
  },
};
