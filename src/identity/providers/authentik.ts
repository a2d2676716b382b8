import type { KnownProvider } from "../knownProvider";
import { httpsAddress } from "./issuerInput";

/** authentik: `https://<host>/application/o/<application>/`, its trailing slash included. */
export const authentik: KnownProvider = {
  kind: "authentik",
  name: "authentik",
  scopes: ["openid", "profile", "email"],
  preferredAuthentication: "client_secret_basic",
  issuerPlaceholder: "https://login.acme.com/application/o/my-app/",
  issuerFromInput(input) {
    const url = httpsAddress(input);
    if (!url) return undefined;
    // The admin interface names the application behind the #: /if/admin/#/core/applications/my-app
    const admin = /\/if\/admin\/(?:#|%23)\/core\/applications\/([a-z0-9_-]+)/i.exec(input);
    if (admin) return `${url.origin}/application/o/${admin[1] ?? ""}/`;
    if (url.pathname.startsWith("/if/")) return undefined;
    const path = /^\/application\/o\/(?!(?:authorize|token|userinfo|introspect|revoke|device)\/)[^/]+/.exec(url.pathname)?.[0];
    // "Same identifier for all": the issuer is the host.
    return url.pathname === "/" ? `${url.origin}/` : path === undefined ? undefined : `${url.origin}${path}/`;
  },
  slash: "always",
  person: { verifiedBy: "true", groups: { name: "groups", form: "texts" } },
  admission: { byAssignment: false, source: "authentik: everybody, unless policies or groups are bound to the application (docs.goauthentik.io, \"Authorization of applications\")" },
  vouchesForEmail: { holds: false, source: "authentik: since 2025.10 email_verified is false unless a scope mapping of one's own says otherwise (docs.goauthentik.io/add-secure-apps/providers/oauth2/verify-email-address)" },
  groups: { scope: "never", source: "authentik: the scope profile carries them (docs.goauthentik.io/add-secure-apps/providers/oauth2, default scopes)" },
  accessTokens: { mark: "rfc9068", areForProviderItself: () => false, source: "no source names a mark of its own" },
  endSession: { form: "document", source: "authentik's documents name /application/o/<application>/end-session/ (docs.goauthentik.io/add-secure-apps/providers/oauth2)" },
  messages: [
    // moghtech/komodo#121, penpot/penpot#2296
    { pattern: /Redirect URI Error|missing, invalid, or mismatching redirection URI/i, cure: "registerRedirectUri" },
    { pattern: /Client ID Error|client identifier \(client_id\) is missing or invalid|Client authentication failed/i, cure: "checkClient" },
    { pattern: /Permission denied|Request has been denied|Policy binding .* returned result/i, cure: "assignPerson", common: true },
    // What a token says that the application's own secret signed.
    { pattern: /"alg" .*not allowed|ERR_JOSE_ALG_NOT_ALLOWED|HS256/i, cure: "chooseSigningKey", common: true },
  ],
  warnings: [
    { at: "registration", warning: "chooseSigningKey" },
    { at: "people", warning: "addressesUnverified" },
    { at: "people", warning: "everyUserOfIt" },
  ],
  consoleUrl: (issuer) => `${new URL(issuer).origin}/if/admin/#/core/applications`,
};
