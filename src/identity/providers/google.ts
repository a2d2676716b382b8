import type { KnownProvider } from "../knownProvider";
import { httpsAddress } from "./issuerInput";

const issuer = "https://accounts.google.com";

/** Google: one issuer for everybody in the world, no trailing slash. Whose account it is, `hd` says; the authorization parameter of that name is only a hint. */
export const google: KnownProvider = {
  kind: "google",
  name: "Google",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPrefill: issuer,
  issuerPlaceholder: issuer,
  issuerFromInput(input) {
    const typed = input.trim();
    const url = httpsAddress(/^(google|workspace)?$/i.test(typed) ? issuer : typed);
    if (!url) return undefined;
    return /(^|\.)(google|googleapis|gmail)\.com$/i.test(url.hostname) ? issuer : url.origin;
  },
  slash: "never",
  ownIssuers: /^https:\/\/accounts\.google\.com$/,
  person: { verifiedBy: "google", groups: undefined },
  admission: { byAssignment: false, source: "Google: anybody can have an account, and the user type External lets all of them in (support.google.com/cloud/answer/15549945)" },
  vouchesForEmail: { holds: false, source: "Google is authoritative for gmail.com and, with hd, for a Workspace; not for another address at a personal account, although email_verified is true there (developers.google.com/identity/gsi/web/guides/verify-google-id-token)" },
  groups: { scope: "never", source: "Google: the document's claims_supported has none (accounts.google.com/.well-known/openid-configuration)" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "Google's are opaque (developers.google.com/identity/protocols/oauth2)" },
  endSession: { form: "document", source: "Google's document names none" },
  // Google's own error pages: "Error 400: redirect_uri_mismatch" (pac4j/play-pac4j-scala-demo#48), "Error 403: org_internal".
  messages: [
    { pattern: /redirect_uri_mismatch/i, cure: "registerRedirectUri" },
    { pattern: /org_internal/i, cure: "offerToOutsiders" },
    { pattern: /admin_policy_enforced/i, cure: "consentByAdministrator" },
    { pattern: /invalid_client|deleted_client|The OAuth client was not found/i, cure: "checkClient", common: true },
  ],
  warnings: [
    { at: "people", warning: "anybodyHasAnAccount" },
    { at: "people", warning: "domainIsWorkspace" },
    { at: "people", warning: "noGroups" },
  ],
  consoleUrl: () => "https://console.cloud.google.com/auth/clients",
};
