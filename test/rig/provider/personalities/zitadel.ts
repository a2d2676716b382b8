import type { Personality } from "../personality";
import { basicAndPost, email, endpoints, profile } from "./usual";

const roles = "urn:zitadel:iam:org:project:roles";

/** What is asked for by scopes comes from userinfo alone unless "User Info inside ID Token" is on. */
export const zitadel: Personality = {
  name: "zitadel",
  issuerPath: "",
  heading: "Welcome back (ZITADEL stand-in)",
  routes: { authorization: "/oauth/v2/authorize", token: "/oauth/v2/token", userinfo: "/oidc/v1/userinfo", jwks: "/oauth/v2/keys", end_session: "/oidc/v1/end_session", revocation: "/oauth/v2/revoke" },
  authMethods: basicAndPost,
  claims: { openid: ["sub"], profile, email, [roles]: [roles] },
  claimsOf: ({ groups }) => ({ groups: undefined, [roles]: Object.fromEntries(groups.map((role) => [role, { "170086824411201793": "acme.zitadel.example" }])) }),
  conformIdTokenClaims: true,
  discovery: {
    whole: (places) => ({
      ...endpoints(places),
      introspection_endpoint: `${places.issuer}/oauth/v2/introspect`,
      revocation_endpoint: places.at("revocation"),
      end_session_endpoint: places.at("end_session"),
      device_authorization_endpoint: `${places.issuer}/oauth/v2/device_authorization`,
      scopes_supported: ["openid", "profile", "email", "phone", "address", "offline_access"],
      response_types_supported: ["code", "id_token", "id_token token"],
      response_modes_supported: ["query", "fragment", "form_post"],
      grant_types_supported: ["authorization_code", "implicit", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:device_code"],
      id_token_signing_alg_values_supported: ["EdDSA", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
      token_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"],
      claims_supported: ["sub", "aud", "exp", "iat", "iss", "auth_time", "nonce", "acr", "amr", "c_hash", "at_hash", "act", "scopes", "client_id", "azp", "preferred_username", "name", "family_name", "given_name", "locale", "email", "email_verified"],
      code_challenge_methods_supported: ["S256"],
      ui_locales_supported: ["en", "de"],
      request_parameter_supported: true,
      request_uri_parameter_supported: false,
    }),
  },
  challenges: false,
  text: {
    unassigned: "Login not possible. The user is required to have at least one grant on the application.",
    invalidClient: "invalid client_id / client_secret",
    redirectUri: () => "The requested redirect_uri is missing in the client configuration. If you have any questions, you may contact the administrator of the application.",
  },
};
