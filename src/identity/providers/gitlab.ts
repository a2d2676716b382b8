import type { KnownProvider } from "../knownProvider";
import { httpsAddress } from "./issuerInput";

/** GitLab: `https://gitlab.com` or an instance of one's own, below a path too, no trailing slash. */
export const gitlab: KnownProvider = {
  kind: "gitlab",
  name: "GitLab",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPlaceholder: "https://gitlab.com or https://gitlab.acme.com",
  issuerFromInput(input) {
    const url = httpsAddress(/^gitlab$/i.test(input.trim()) ? "gitlab.com" : input);
    if (!url) return undefined;
    if (/(^|\.)gitlab\.com$/i.test(url.hostname)) return "https://gitlab.com";
    // An instance may live below a path of its own; what GitLab itself puts there is cut off.
    return `${url.origin}${url.pathname.replace(/\/(-|oauth|users|admin|groups|profile|explore|dashboard)(\/.*)?$/, "").replace(/\/$/, "")}`;
  },
  slash: "never",
  ownIssuers: /^https:\/\/gitlab\.com$/,
  person: { verifiedBy: "true", groups: { name: "groups", form: "texts" } },
  admission: { byAssignment: false, source: "GitLab: everybody with an account, on gitlab.com anybody (ngrok/ngrok-docs integrations/oauth/gitlab-oauth.mdx)" },
  vouchesForEmail: { holds: false, source: "GitLab sends email_verified; the address is the public one without the scope email (docs.gitlab.com/integration/openid_connect_provider)" },
  groups: { scope: "never", source: "GitLab: userinfo has groups, also those above; the ID token has only groups_direct (docs.gitlab.com/integration/openid_connect_provider)" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "GitLab's are opaque (docs.gitlab.com/api/oauth2)" },
  endSession: { form: "document", source: "GitLab's document names none" },
  // doorkeeper-gem/doorkeeper, config/locales/en.yml
  messages: [
    { pattern: /redirect uri included is not valid/i, cure: "registerRedirectUri" },
    { pattern: /Client authentication failed due to unknown client/i, cure: "checkClient" },
    { pattern: /requested scope is invalid, unknown, or malformed/i, cure: "enableApplication" },
    { pattern: /resource owner or authorization server denied the request/i, cure: "assignPerson", common: true },
  ],
  warnings: [
    { at: "people", warning: "anybodyHasAnAccount" },
    { at: "people", warning: "groupsArePaths" },
  ],
  consoleUrl: (issuer) => `${issuer}/-/user_settings/applications`,
};
