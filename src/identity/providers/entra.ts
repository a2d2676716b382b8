import type { KnownProvider } from "../knownProvider";
import { httpsAddress } from "./issuerInput";

const guid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const tenantOnly = new RegExp(`^(?:${guid}|common|organizations|consumers|[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.onmicrosoft\\.(?:com|us|de)|[a-z0-9-]+\\.partner\\.onmschina\\.cn)$`, "i");
const signInHosts = /^(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|login\.windows\.net|sts\.windows\.net)$/i;
const consoles = /^(entra|portal|aad|ms\.portal)\.(microsoft|azure)\.(com|us)$/i;

/**
 * Microsoft Entra ID: `https://login.microsoftonline.com/<tenant ID>/v2.0`, no trailing slash. The document says the ID where a domain was
 * asked for. Version 2 alone: the tokens of version 1 are another issuer's.
 */
export const entra: KnownProvider = {
  kind: "entra",
  name: "Microsoft Entra ID",
  scopes: ["openid", "profile", "email"],
  // Microsoft's own documents list it first.
  preferredAuthentication: "client_secret_post",
  issuerPlaceholder: "Directory (tenant) ID, or acme.onmicrosoft.com",
  issuerFromInput(input) {
    const typed = input.trim();
    if (tenantOnly.test(typed)) return `https://login.microsoftonline.com/${typed.toLowerCase()}/v2.0`;
    const url = httpsAddress(typed);
    if (!url || consoles.test(url.hostname)) return undefined;
    const tenant = /^\/([^/]+)/.exec(url.pathname)?.[1];
    // A company's own domain stands for its tenant, too.
    if (tenant === undefined) return signInHosts.test(url.hostname) || url.port !== "" ? undefined : `https://login.microsoftonline.com/${url.hostname}/v2.0`;
    const origin = /\.windows\.net$/i.test(url.hostname) ? "https://login.microsoftonline.com" : url.origin;
    return `${origin}/${tenant.toLowerCase()}/v2.0`;
  },
  slash: "never",
  ownIssuers: /^https:\/\/(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net|[^/]+\.ciamlogin\.com)\//i,
  // 9188040d-…: the tenant of personal accounts (learn.microsoft.com/entra/identity-platform/id-token-claims-reference, tid).
  sharedIssuers: /^https:\/\/(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)\/(common|organizations|consumers|9188040d-6c67-4c5b-b112-36a304b66dad|\{tenantid\}|%7Btenantid%7D)(\/|$)/i,
  person: { verifiedBy: "entra", groups: { name: "groups", form: "texts" } },
  admission: { byAssignment: false, source: "Entra ID: everybody in the tenant, guests too, unless \"Assignment required?\" is set on the enterprise application (learn.microsoft.com/entra/identity/enterprise-apps/assign-user-or-group-access-portal)" },
  vouchesForEmail: { holds: false, source: "Entra ID: an address may be changed and need not be verified; the optional claim xms_edov says that the domain's owner is (learn.microsoft.com/entra/identity-platform/optional-claims-reference)" },
  groups: { scope: "never", source: "Entra ID: the groups claim is part of the app registration's token configuration; object IDs, and with more than 200 a reference to Graph instead (learn.microsoft.com/entra/identity-platform/optional-claims)" },
  accessTokens: { mark: "entra", areForProviderItself: () => false, source: "Entra ID: azpacr says how the client proved itself, in access tokens of version 2 alone (learn.microsoft.com/entra/identity-platform/access-token-claims-reference)" },
  endSession: { form: "document", source: "Entra ID's documents name /oauth2/v2.0/logout" },
  pageMessage: { pattern: /"strServiceExceptionMessage":"([^"]{0,400})/, source: "Entra ID: the page is drawn by a script from what stands there (AADSTS codes quoted from it in AzureAD/microsoft-authentication-library-for-js issues)" },
  codeFirst: { source: "Entra ID: a code of another form is answered with AADSTS9002313, invalid_grant, in applications of any state (davidjrh/dnn.azureadprovider#112); no source says that the secret was looked at" },
  // learn.microsoft.com/entra/identity-platform/reference-error-codes
  messages: [
    { pattern: /AADSTS50011\b/, cure: "registerRedirectUri" },
    { pattern: /AADSTS50105\b/, cure: "assignPerson" },
    { pattern: /AADSTS7000215\b/, cure: "useSecretValue" },
    { pattern: /AADSTS7000222\b/, cure: "makeNewSecret" },
    { pattern: /AADSTS(700016|7000218)\b/, cure: "checkClient" },
    { pattern: /AADSTS(90002|90008|50020|50194)\b/, cure: "checkTenant" },
    { pattern: /AADSTS(65001|90094|900941)\b/, cure: "consentByAdministrator" },
  ],
  warnings: [
    { at: "issuer", warning: "oneTenantOnly" },
    { at: "people", warning: "emailNeedsDomainOwner" },
    { at: "people", warning: "groupsAreIds" },
  ],
  consoleUrl: (issuer) =>
    new URL(issuer).hostname === "login.microsoftonline.com" ? "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade/quickStartType~/null/sourceType/Microsoft_AAD_IAM" : undefined,
};
