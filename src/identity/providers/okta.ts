import type { KnownProvider } from "../knownProvider";
import { hostFromName, httpsAddress, upTo } from "./issuerInput";

/** Okta. Organisation server `https://<org>.okta.com`, no trailing slash; custom servers below `/oauth2/`. */
export const okta: KnownProvider = {
  kind: "okta",
  name: "Okta",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPlaceholder: "acme, acme.okta.com or https://login.acme.com",
  issuerFromInput(input) {
    const url = httpsAddress(hostFromName(input, "okta.com"));
    if (!url) return undefined;
    url.hostname = url.hostname.replace(/^([a-z0-9-]+?)-admin\.(okta\.com|oktapreview\.com|okta-emea\.com)$/i, "$1.$2");
    return upTo(url, /^\/oauth2\/(?!v1(?:\/|$))[^/]+/, "");
  },
  slash: "never",
  ownIssuers: /^https:\/\/[^/]+\.(okta\.com|oktapreview\.com|okta-emea\.com)(\/|$)/,
  person: { verifiedBy: "true", groups: { name: "groups", form: "texts" } },
  admission: { byAssignment: true, source: "Okta: an application has no assignments until an administrator makes some (ngrok's Okta guide, \"Grant access to Okta people and groups\")" },
  vouchesForEmail: { holds: false, source: "Okta sends email_verified" },
  groups: { scope: "always", source: "Okta: the groups claim of an application comes with the scope groups (developer.okta.com/docs/guides/customize-tokens-groups-claim)" },
  accessTokens: {
    mark: "okta",
    // Without a server of its own below /oauth2/ the issuer is the organisation.
    areForProviderItself: (issuer) => new URL(issuer).pathname === "/",
    source: "Okta: access tokens have cid, scp and a jti that begins with AT. (developer.okta.com, OpenID Connect & OAuth 2.0 API, \"Access token\"); those of the org authorization server are for Okta alone and to be treated as opaque (support.okta.com, \"Signature Validation Failed on Access Token\")",
  },
  endSession: { form: "document", source: "Okta's documents name /oauth2/v1/logout (developer.okta.com, OpenID Connect & OAuth 2.0 API)" },
  // The first is Okta's own page (backstage/backstage#12006); the others come back with the redirect or from the token endpoint.
  messages: [
    { pattern: /'redirect_uri' parameter must be a Login redirect URI/i, cure: "registerRedirectUri" },
    { pattern: /'post_logout_redirect_uri' parameter must be a Logout redirect URI/i, cure: "registerSignOutUri" },
    { pattern: /User is not assigned to the client application/i, cure: "assignPerson" },
    { pattern: /E0000015/, cure: "useOrganizationServer" },
    { pattern: /Policy evaluation failed for this request/i, cure: "addAccessPolicy" },
    { pattern: /PKCE code challenge is required/i, cure: "dropPkceDemand" },
    { pattern: /The client secret supplied for a confidential client is invalid|Invalid value for 'client_id' parameter/i, cure: "checkClient" },
  ],
  warnings: [],
  consoleUrl(issuer) {
    const host = new URL(issuer).host;
    const admin = host.replace(/^([a-z0-9-]+)\.(okta\.com|oktapreview\.com|okta-emea\.com)$/i, "$1-admin.$2");
    return admin === host ? undefined : `https://${admin}/admin/apps/active`;
  },
};
