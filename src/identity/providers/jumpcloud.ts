import type { KnownProvider } from "../providerProfile";
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
    const url = httpsAddress(input.trim() === "" ? issuer : input);
    if (!url) return undefined;
    return /(^|\.)jumpcloud\.com$/i.test(url.hostname) ? issuer : `${url.origin}/`;
  },
  admission: { byAssignment: true, source: "JumpCloud: by default applications have no group assignments, nobody can sign in until one is made (ngrok's JumpCloud guide, \"Grant access to JumpCloud users\")" },
  vouchesForEmail: { holds: false, source: "no source says that it does" },
  groups: { scope: "never", source: "JumpCloud: the group attribute is part of the application's own attribute mapping" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "no source names a mark of its own" },
  consoleUrl: () => "https://console.jumpcloud.com/#/sso",
};
