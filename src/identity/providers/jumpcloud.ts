import type { KnownProvider } from "../knownProvider";
import { httpsAddress } from "./issuerInput";

const issuer = "https://oauth.id.jumpcloud.com/";

/** JumpCloud: one issuer for every organisation, its trailing slash included. */
export const jumpcloud: KnownProvider = {
  kind: "jumpcloud",
  name: "JumpCloud",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPrefill: issuer,
  issuerPlaceholder: issuer,
  issuerFromInput(input) {
    const url = httpsAddress(/^(jumpcloud)?$/i.test(input.trim()) ? issuer : input);
    if (!url) return undefined;
    return /(^|\.)jumpcloud\.com$/i.test(url.hostname) ? issuer : `${url.origin}/`;
  },
  slash: "always",
  ownIssuers: /^https:\/\/oauth\.id\.jumpcloud\.com\/$/,
  // The e-mail attributes of an application bring a constant "true" as text (argoproj/argo-workflows#12257, henrygd/beszel#720).
  person: { verifiedBy: "trueOrText", groups: { name: "groups", form: "texts" } },
  admission: { byAssignment: true, source: "JumpCloud: by default applications have no group assignments, nobody can sign in until one is made (ngrok's JumpCloud guide, \"Grant access to JumpCloud users\")" },
  vouchesForEmail: { holds: false, source: "JumpCloud sends email_verified once the standard scope Email is switched on (argoproj/argo-workflows#12257)" },
  groups: { scope: "never", source: "JumpCloud: the group attribute is part of the application's own attribute mapping" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "JumpCloud's are not JWTs (hoop.dev/docs/configure/idp/jumpcloud)" },
  endSession: { form: "document", source: "no source says where; the document's word counts" },
  // JumpCloud runs Ory Hydra: its words for what RFC 6749 names, and its invalid_client.
  messages: [
    { pattern: /'redirect_uri' parameter does not match any of the OAuth 2\.0 Client's pre-registered/i, cure: "registerRedirectUri" },
    { pattern: /Client authentication failed \(e\.g\., unknown client/i, cure: "checkClient", common: true },
    { pattern: /resource owner or authorization server denied the request/i, cure: "assignPerson", common: true },
    { pattern: /Clients must include a code_challenge/i, cure: "dropPkceDemand" },
  ],
  warnings: [{ at: "people", warning: "groupsNeedMapping" }],
  consoleUrl: () => "https://console.jumpcloud.com/#/sso",
};
