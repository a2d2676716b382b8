import type { KnownProvider } from "../knownProvider";
import { httpsAddress } from "./issuerInput";

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** PingOne: `https://auth.pingone.<region>/<environment ID>/as`, no trailing slash. The region decides the host: com, eu, ca, asia, com.au, sg. */
export const pingone: KnownProvider = {
  kind: "pingone",
  name: "PingOne",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPlaceholder: "Environment ID, or https://auth.pingone.eu/<environment ID>/as",
  issuerFromInput(input) {
    const typed = input.trim();
    const environment = guid.exec(typed)?.[0].toLowerCase();
    // An ID alone does not say its region; North America is where new trials are.
    if (environment === typed.toLowerCase()) return `https://auth.pingone.com/${environment}/as`;
    const url = httpsAddress(typed);
    if (!url) return undefined;
    const region = /^(?:console|auth|api|apps|orchestrate-api)\.pingone\.(com|eu|ca|asia|com\.au|sg)$/i.exec(url.hostname)?.[1];
    // The console has the ID behind ?env=, where a pasted address is cut.
    if (environment !== undefined) return `${region === undefined ? url.origin : `https://auth.pingone.${region.toLowerCase()}`}/${environment}/as`;
    return region === undefined ? `${url.origin}/as` : undefined;
  },
  slash: "never",
  ownIssuers: /^https:\/\/auth\.pingone\.(com|eu|ca|asia|com\.au|sg)\/[^/]+\/as$/,
  person: { verifiedBy: "true", groups: { name: "groups", form: "texts" } },
  admission: { byAssignment: false, source: "PingOne: all users of the environment, unless the application's tab Access names groups (docs.pingidentity.com/pingone, \"Application access control\")" },
  vouchesForEmail: { holds: false, source: "PingOne: email_verified comes with the scope email (developer.pingidentity.com/pingone-api, \"OpenID Connect (OIDC) scopes\")" },
  groups: { scope: "never", source: "PingOne: an attribute mapping of the application; names or IDs, as it is mapped (pomerium/documentation ping.mdx)" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "no source names a mark of its own" },
  endSession: { form: "document", source: "PingOne's documents name /as/signoff (pingidentity/ping-oidc-client-sdk, README)" },
  messages: [
    // docs.pingidentity.com/pingone/pingone_tutorials/p1_troubleshooting_nodejs_express_app.html
    { pattern: /Redirect URI mismatch/i, cure: "registerRedirectUri" },
  ],
  warnings: [
    { at: "registration", warning: "createWebApplication" },
    { at: "people", warning: "everyUserOfIt" },
    { at: "people", warning: "groupsNeedMapping" },
  ],
  consoleUrl(issuer) {
    const environment = /^https:\/\/auth\.pingone\.([a-z.]+)\/([^/]+)\/as$/.exec(issuer);
    return environment ? `https://console.pingone.${environment[1] ?? ""}/?env=${environment[2] ?? ""}` : undefined;
  },
};
