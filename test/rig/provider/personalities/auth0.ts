import type { Personality } from "../personality";
import { basicAndPost, email, endpoints } from "./usual";

/** Groups below an address of the tenant's own, as an Action sets them. */
export const auth0: Personality = {
  name: "auth0",
  issuerPath: "/",
  heading: "Welcome to Acme (Auth0 stand-in)",
  routes: { authorization: "/authorize", token: "/oauth/token", userinfo: "/userinfo", jwks: "/.well-known/jwks.json", end_session: "/oidc/logout", revocation: "/oauth/revoke" },
  authMethods: basicAndPost,
  claims: { openid: ["sub", "https://acme.example/groups"], profile: ["name", "nickname"], email },
  claimsOf: ({ preferredUsername, groups }) => ({ preferred_username: undefined, groups: undefined, nickname: preferredUsername, "https://acme.example/groups": [...groups] }),
  conformIdTokenClaims: false,
  discovery: {
    whole: (places) => ({
      ...endpoints(places),
      device_authorization_endpoint: `${places.issuer}oauth/device/code`,
      mfa_challenge_endpoint: `${places.issuer}mfa/challenge`,
      registration_endpoint: `${places.issuer}oidc/register`,
      revocation_endpoint: places.at("revocation"),
      scopes_supported: ["openid", "profile", "offline_access", "name", "given_name", "family_name", "nickname", "email", "email_verified", "picture", "created_at", "identities", "phone", "address"],
      response_types_supported: ["code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token"],
      code_challenge_methods_supported: ["S256", "plain"],
      response_modes_supported: ["query", "fragment", "form_post"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "private_key_jwt"],
      claims_supported: ["aud", "auth_time", "created_at", "email", "email_verified", "exp", "family_name", "given_name", "iat", "identities", "iss", "name", "nickname", "phone_number", "picture", "sub"],
      request_uri_parameter_supported: false,
      request_parameter_supported: false,
      id_token_signing_alg_values_supported: ["HS256", "RS256", "PS256"],
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      end_session_endpoint: places.at("end_session"),
    }),
  },
  challenges: false,
  // auth0/laravel-auth0#42
  refusedClient: { status: 401, error: "access_denied" },
  text: {
    unknownClient: "Unknown client",
    unassigned: "parameter organization: alice is not part of the acme organization",
    invalidClient: "Unauthorized",
    redirectUri: (_clientId, origin) => `Callback URL mismatch. ${origin} is not in the list of allowed callback URLs.`,
  },
};
