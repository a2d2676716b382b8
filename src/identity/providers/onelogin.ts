import type { KnownProvider } from "../knownProvider";
import { hostFromName, httpsAddress } from "./issuerInput";

/** OneLogin: `https://<subdomain>.onelogin.com/oidc/2`, no trailing slash. */
export const onelogin: KnownProvider = {
  kind: "onelogin",
  name: "OneLogin",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPlaceholder: "acme, acme.onelogin.com or https://acme.onelogin.com/oidc/2",
  issuerFromInput(input) {
    const url = httpsAddress(hostFromName(input, "onelogin.com"));
    if (!url) return undefined;
    // The console of an administrator is at <subdomain>-admin.onelogin.com in some accounts.
    url.hostname = url.hostname.replace(/^([a-z0-9-]+?)-admin\.onelogin\.com$/i, "$1.onelogin.com");
    return `${url.origin}/oidc/2`;
  },
  slash: "never",
  ownIssuers: /^https:\/\/[^/]+\.onelogin\.com\/oidc\/2$/,
  person: { verifiedBy: "true", groups: { name: "groups", form: "semicolons" } },
  admission: { byAssignment: true, source: "OneLogin: nobody until a role, a group's policy or the person has the app (onelogin.service-now.com, \"Assign apps to users\"; pomerium/documentation one-login.mdx)" },
  vouchesForEmail: { holds: false, source: "no source says that it does" },
  groups: { scope: "whenListed", source: "OneLogin: the scope groups, and on the app's tab Parameters what is in it (developers.onelogin.com/openid-connect/guides/groups; docs.posit.co/connect, OneLogin)" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "OneLogin's are opaque to apps without an API authorization server (developers.onelogin.com/openid-connect)" },
  endSession: { form: "document", source: "OneLogin's documents name /oidc/2/logout (nginx/documentation, OneLogin)" },
  messages: [
    // onelogin/onelogin-oidc-node#17: OneLogin runs oidc-provider.
    { pattern: /redirect_uri_mismatch|redirect_uri did not match any (of the )?client's registered redirect_uris/i, cure: "registerRedirectUri" },
    { pattern: /post_logout_redirect_uri not registered/i, cure: "registerSignOutUri" },
    { pattern: /client is invalid|client authentication failed/i, cure: "checkClient", common: true },
  ],
  warnings: [
    { at: "registration", warning: "createWebApplication" },
    { at: "people", warning: "groupsNeedMapping" },
  ],
  consoleUrl: (issuer) => (new URL(issuer).hostname.endsWith(".onelogin.com") ? `${new URL(issuer).origin}/apps` : undefined),
};
