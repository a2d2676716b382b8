import type { KnownProvider } from "../knownProvider";
import { httpsAddress } from "./issuerInput";

const roles = "urn:zitadel:iam:org:project:roles";

/** ZITADEL: the instance's own address, `https://<instance>.<region>.zitadel.cloud` or a domain of one's own, no trailing slash. */
export const zitadel: KnownProvider = {
  kind: "zitadel",
  name: "ZITADEL",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPlaceholder: "acme-x1y2z3.eu1.zitadel.cloud or https://login.acme.com",
  issuerFromInput(input) {
    const typed = input.trim();
    const url = httpsAddress(/^[a-z0-9-]+\.(us1|eu1|ch1|au1)$/i.test(typed) ? `${typed}.zitadel.cloud` : typed);
    // zitadel.com is where customers keep house; it issues nothing.
    return url && !/(^|\.)zitadel\.com$/i.test(url.hostname) ? url.origin : undefined;
  },
  slash: "never",
  ownIssuers: /^https:\/\/[^/]+\.zitadel\.cloud$/,
  person: { verifiedBy: "true", groups: { name: roles, form: "keys" } },
  admission: { byAssignment: false, source: "ZITADEL: all users, unless the project has \"Check authorization on Authentication\" (zitadel.com/docs/guides/manage/console/projects)" },
  vouchesForEmail: { holds: false, source: "ZITADEL sends email_verified (zitadel.com/docs/apis/openidoauth/claims)" },
  groups: { scope: "always", scopeName: roles, source: "ZITADEL: roles of the project, asked for by that scope; an object with a key for each (zitadel.com/docs/apis/openidoauth/claims, zitadel.com/docs/guides/integrate/retrieve-user-roles)" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "no source names a mark of its own" },
  endSession: { form: "document", source: "ZITADEL's documents name /oidc/v1/end_session (zitadel.com/docs/apis/openidoauth/endpoints)" },
  messages: [
    // zitadel/oidc, pkg/op/auth_request.go and session.go
    { pattern: /redirect_uri is missing in the client configuration/i, cure: "registerRedirectUri" },
    { pattern: /post_logout_redirect_uri invalid/i, cure: "registerSignOutUri" },
    { pattern: /required to have at least one grant/i, cure: "assignPerson" },
  ],
  warnings: [
    { at: "registration", warning: "createWebApplication" },
    { at: "registration", warning: "tokenNeedsUserInfo" },
    { at: "people", warning: "everyUserOfIt" },
    { at: "people", warning: "groupsAreRoles" },
  ],
  consoleUrl: (issuer) => `${new URL(issuer).origin}/ui/console/projects`,
};
