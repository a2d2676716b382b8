import type { KnownProvider } from "../knownProvider";
import { hostFromName, httpsAddress } from "./issuerInput";

/** Auth0: `https://<tenant>.<region>.auth0.com/` or a domain of one's own, its trailing slash included. */
export const auth0: KnownProvider = {
  kind: "auth0",
  name: "Auth0",
  scopes: ["openid", "profile", "email"],
  // What a new application has (auth0.com/docs/get-started/applications/confidential-and-public-applications/application-credentials).
  preferredAuthentication: "client_secret_post",
  issuerPlaceholder: "acme.eu, acme.eu.auth0.com or https://login.acme.com",
  issuerFromInput(input) {
    const typed = input.trim();
    // The dashboard knows the tenant by region and name: /dashboard/eu/acme
    const dashboard = /manage\.auth0\.com\/dashboard\/([a-z]{2}(?:-\d)?)\/([a-z0-9-]+)/i.exec(typed);
    if (dashboard) return `https://${dashboard[2] ?? ""}.${dashboard[1] ?? ""}.auth0.com/`;
    const named = /^[a-z0-9][a-z0-9-]*\.(us|eu|au|uk|jp|ca)$/i.test(typed) ? `${typed}.auth0.com` : hostFromName(typed, "auth0.com");
    const url = httpsAddress(named);
    if (!url || url.hostname === "manage.auth0.com") return undefined;
    return `${url.origin}/`;
  },
  slash: "always",
  ownIssuers: /^https:\/\/[^/]+\.auth0\.com\/$/,
  person: { verifiedBy: "true", groups: { name: "groups", form: "texts", namespaced: true } },
  admission: { byAssignment: false, source: "Auth0: every user of the connections that the application has, and a database connection lets people sign up (auth0.com/docs/authenticate/database-connections)" },
  vouchesForEmail: { holds: false, source: "Auth0 sends email_verified (auth0.com/docs/manage-users/user-accounts/user-profiles)" },
  groups: { scope: "never", source: "Auth0: a claim that a post-login Action sets, by convention below an address of one's own (auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims)" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "Auth0: at+jwt where the API has the token profile RFC 9068 (auth0.com/docs/secure/tokens/access-tokens/access-token-profiles)" },
  endSession: { form: "auth0", source: "Auth0: /oidc/logout, in the document of tenants made since November 2023 or with the switch for it; /v2/logout with returnTo otherwise (auth0.com/docs/authenticate/login/logout/log-users-out-of-auth0)" },
  messages: [
    { pattern: /Callback URL mismatch|not in the list of allowed callback URLs/i, cure: "registerRedirectUri" },
    { pattern: /"returnTo" querystring parameter|valid URL in "Allowed Logout URLs"/i, cure: "registerSignOutUri" },
    { pattern: /no connections enabled for the client/i, cure: "enableApplication" },
    { pattern: /is not part of the .*organization/i, cure: "assignPerson" },
    { pattern: /Unknown client|\bUnauthorized\b/, cure: "checkClient", common: true },
  ],
  warnings: [
    { at: "registration", warning: "createWebApplication" },
    { at: "people", warning: "everyUserOfIt" },
    { at: "people", warning: "groupsNeedMapping" },
  ],
  consoleUrl(issuer) {
    const tenant = /^https:\/\/([^./]+)\.([a-z]{2}(?:-\d)?)\.auth0\.com\/$/.exec(issuer);
    return tenant ? `https://manage.auth0.com/dashboard/${tenant[2] ?? ""}/${tenant[1] ?? ""}/applications` : "https://manage.auth0.com/#/applications";
  },
};
