import type { KnownProvider } from "../knownProvider";
import { hostFromName, httpsAddress } from "./issuerInput";

/** Salesforce: the org's My Domain, `https://<domain>.my.salesforce.com`, no trailing slash. */
export const salesforce: KnownProvider = {
  kind: "salesforce",
  name: "Salesforce",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPlaceholder: "acme, acme.my.salesforce.com or https://acme.my.site.com",
  issuerFromInput(input) {
    const url = httpsAddress(hostFromName(input, "my.salesforce.com"));
    if (!url) return undefined;
    // Lightning pages, Setup and Visualforce have hosts of their own beside the one that issues.
    const host = url.host
      .replace(/^([a-z0-9-]+(?:\.(?:sandbox|develop|scratch|trailblaze|demo|patch))?)\.(?:lightning\.force\.com|my\.salesforce-setup\.com|my\.salesforce\.com)$/i, "$1.my.salesforce.com")
      .replace(/^([a-z0-9-]+?)(?:--[a-z0-9]+)?\.vf\.force\.com$/i, "$1.my.salesforce.com");
    return `${url.protocol}//${host}`;
  },
  slash: "never",
  ownIssuers: /^https:\/\/[^/]+\.salesforce\.com$/,
  // Every customer's users sign in at these two.
  sharedIssuers: /^https:\/\/(login|test)\.salesforce\.com(\/|$)/i,
  person: { verifiedBy: "true", groups: undefined },
  admission: { byAssignment: false, source: "Salesforce: all users may authorize themselves, unless the app's policy is \"Admin approved users are pre-authorized\" (help.salesforce.com, \"Manage OAuth access policies for a connected app\")" },
  vouchesForEmail: { holds: false, source: "Salesforce sends email_verified (login.salesforce.com/.well-known/openid-configuration, claims_supported)" },
  groups: { scope: "never", source: "Salesforce: the document's claims_supported has none (login.salesforce.com/.well-known/openid-configuration)" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "Salesforce's are session IDs unless the app issues JWT-based ones (help.salesforce.com, \"JWT-based access tokens\")" },
  endSession: { form: "document", source: "Salesforce: the document's word counts; the one of login.salesforce.com names none" },
  codeFirst: { source: "no source says that Salesforce looks at the secret before the code" },
  messages: [
    { pattern: /redirect_uri_mismatch|redirect_uri must match configuration/i, cure: "registerRedirectUri" },
    { pattern: /missing required code challenge/i, cure: "dropPkceDemand" },
    { pattern: /user is not admin approved to access this app|OAUTH_APP_ACCESS_DENIED|user hasn't approved this consumer/i, cure: "assignPerson" },
    { pattern: /app must be installed into org|OAUTH_APP_BLOCKED|External client app is not installed/i, cure: "enableApplication" },
    { pattern: /client identifier invalid|invalid client credentials|invalid_client_id/i, cure: "checkClient" },
  ],
  warnings: [
    { at: "people", warning: "everyUserOfIt" },
    { at: "people", warning: "noGroups" },
  ],
  consoleUrl: (issuer) => (/^https:\/\/[^/]+\.my\.salesforce\.com$/.test(issuer) ? `${issuer}/lightning/setup/ManageExternalClientApplication/home` : undefined),
};
