import type { KnownProvider } from "../providerProfile";
import { httpsAddress } from "./issuerInput";

/** Okta. Organisation server `https://<org>.okta.com`, no trailing slash; custom servers below `/oauth2/`. */
export const okta: KnownProvider = {
  kind: "okta",
  name: "Okta",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPlaceholder: "acme, acme.okta.com or https://login.acme.com",
  issuerFromInput(input) {
    const typed = input.trim();
    const organisation = /^[a-z0-9][a-z0-9-]*$/i.test(typed) && typed.toLowerCase() !== "localhost";
    const url = httpsAddress(organisation ? `${typed}.okta.com` : typed);
    if (!url) return undefined;
    url.hostname = url.hostname.replace(/^([a-z0-9-]+?)-admin\.(okta\.com|oktapreview\.com|okta-emea\.com)$/i, "$1.$2");
    const customServer = /^\/oauth2\/(?!v1(?:\/|$))[^/]+/.exec(url.pathname)?.[0] ?? "";
    return `${url.origin}${customServer}`;
  },
  admission: { byAssignment: true, source: "Okta: an application has no assignments until an administrator makes some (ngrok's Okta guide, \"Grant access to Okta people and groups\")" },
  vouchesForEmail: { holds: false, source: "Okta sends email_verified" },
  groups: { scope: "always", source: "Okta: the groups claim of an application comes with the scope groups (developer.okta.com/docs/guides/customize-tokens-groups-claim)" },
  accessTokens: {
    mark: "okta",
    // Without a server of its own below /oauth2/ the issuer is the organisation.
    areForProviderItself: (issuer) => new URL(issuer).pathname === "/",
    source: "Okta: access tokens have cid, scp and a jti that begins with AT. (developer.okta.com, OpenID Connect & OAuth 2.0 API, \"Access token\"); those of the org authorization server are for Okta alone and to be treated as opaque (support.okta.com, \"Signature Validation Failed on Access Token\")",
  },
  consoleUrl(issuer) {
    const host = new URL(issuer).host;
    const admin = host.replace(/^([a-z0-9-]+)\.(okta\.com|oktapreview\.com|okta-emea\.com)$/i, "$1-admin.$2");
    return admin === host ? undefined : `https://${admin}/admin/apps/active`;
  },
};
