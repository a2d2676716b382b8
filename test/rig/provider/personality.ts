// What tells the stand-ins for Okta, JumpCloud and another provider apart. Paths and texts follow the vendors' documentation;
// where nothing public says how a vendor words it, the text is plain and no test of the product may rely on it.
export type PersonalityName = "okta" | "jumpcloud" | "generic";

export interface Personality {
  readonly name: PersonalityName;
  /** What follows `http://localhost:<port>` in the issuer, slash included. */
  readonly issuerPath: string;
  readonly heading: string;
  readonly routes: Readonly<Record<"authorization" | "token" | "userinfo" | "jwks" | "end_session" | "revocation", string>>;
  readonly authMethods: readonly ("client_secret_basic" | "client_secret_post" | "client_secret_jwt" | "private_key_jwt" | "none")[];
  /** Claims per scope. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
  /** True: claims of scopes only at userinfo, as OpenID Connect Core 5.4 has it. */
  readonly conformIdTokenClaims: boolean;
  /** Further members of the discovery document. */
  readonly discovery: (issuer: string) => Readonly<Record<string, string | boolean>>;
  /** Whether a refused client also gets `WWW-Authenticate: Basic`, as RFC 6749 5.2 wants; JumpCloud's server (Ory Hydra) leaves it out. */
  readonly challenges: boolean;
  readonly text: {
    readonly unassigned: string;
    readonly invalidClient: string;
    /** Shown by the provider itself for a redirect URI that isn't registered. */
    readonly redirectUri: (clientId: string, origin: string) => string;
  };
}

const profile = ["name", "preferred_username"];
const email = ["email", "email_verified"];

export const personalities: Readonly<Record<PersonalityName, Personality>> = {
  okta: {
    name: "okta",
    issuerPath: "",
    heading: "Sign in to Acme (Okta stand-in)",
    routes: {
      authorization: "/oauth2/v1/authorize",
      token: "/oauth2/v1/token",
      userinfo: "/oauth2/v1/userinfo",
      jwks: "/oauth2/v1/keys",
      end_session: "/oauth2/v1/logout",
      revocation: "/oauth2/v1/revoke",
    },
    authMethods: ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"],
    claims: { openid: ["sub"], profile, email, groups: ["groups"] },
    conformIdTokenClaims: false,
    discovery: (issuer) => ({ registration_endpoint: `${issuer}/oauth2/v1/clients` }),
    challenges: true,
    text: {
      unassigned: "User is not assigned to the client application.",
      invalidClient: "The client secret supplied for a confidential client is invalid.",
      redirectUri: (clientId, origin) =>
        `The 'redirect_uri' parameter must be a Login redirect URI in the client app settings: ${origin}/admin/app/oidc_client/instance/${clientId}#tab-general`,
    },
  },
  jumpcloud: {
    name: "jumpcloud",
    issuerPath: "/",
    heading: "Log in to Acme (JumpCloud stand-in)",
    routes: {
      authorization: "/oauth2/auth",
      token: "/oauth2/token",
      userinfo: "/userinfo",
      jwks: "/.well-known/jwks.json",
      end_session: "/oauth2/sessions/logout",
      revocation: "/oauth2/revoke",
    },
    authMethods: ["client_secret_basic", "client_secret_post", "none"],
    // Groups come with the attribute mapping of the application, not with a scope of their own.
    claims: { openid: ["sub"], profile: [...profile, "groups"], email, groups: ["groups"] },
    conformIdTokenClaims: false,
    discovery: () => ({ frontchannel_logout_supported: true, frontchannel_logout_session_supported: true }),
    challenges: false,
    text: {
      unassigned: "The resource owner may not use this application.",
      invalidClient:
        "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).",
      redirectUri: () => "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered redirect urls.",
    },
  },
  generic: {
    name: "generic",
    issuerPath: "/realms/demo",
    heading: "Sign in to Demo (OpenID stand-in)",
    routes: {
      authorization: "/protocol/openid-connect/auth",
      token: "/protocol/openid-connect/token",
      userinfo: "/protocol/openid-connect/userinfo",
      jwks: "/protocol/openid-connect/certs",
      end_session: "/protocol/openid-connect/logout",
      revocation: "/protocol/openid-connect/revoke",
    },
    authMethods: ["client_secret_basic", "client_secret_post", "none"],
    claims: { openid: ["sub"], profile, email, groups: ["groups"] },
    conformIdTokenClaims: true,
    discovery: (issuer) => ({ check_session_iframe: `${issuer}/protocol/openid-connect/login-status-iframe.html` }),
    challenges: true,
    text: {
      unassigned: "Access denied",
      invalidClient: "Invalid client or Invalid client credentials",
      redirectUri: () => "Invalid parameter: redirect_uri",
    },
  },
};
