import type { Personality } from "../personality";
import { basicAndPost, email, endpoints, profile } from "./usual";

/** No address is verified since 2025.10; authorization, token and userinfo are those of all applications. */
export const authentik: Personality = {
  name: "authentik",
  issuerPath: "/application/o/my-app/",
  mount: "/application/o",
  heading: "Welcome to authentik (stand-in)",
  routes: { authorization: "/authorize/", token: "/token/", userinfo: "/userinfo/", jwks: "/my-app/jwks/", end_session: "/my-app/end-session/", revocation: "/revoke/" },
  authMethods: basicAndPost,
  claims: { openid: ["sub"], profile: [...profile, "groups"], email },
  claimsOf: () => ({ email_verified: false }),
  conformIdTokenClaims: false,
  discovery: {
    whole: (places) => ({
      ...endpoints(places),
      end_session_endpoint: places.at("end_session"),
      introspection_endpoint: places.at("token").replace("/token/", "/introspect/"),
      revocation_endpoint: places.at("revocation"),
      device_authorization_endpoint: places.at("token").replace("/token/", "/device/"),
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      response_types_supported: ["code", "id_token", "id_token token", "code token", "code id_token", "code id_token token"],
      response_modes_supported: ["query", "fragment", "form_post"],
      grant_types_supported: ["authorization_code", "refresh_token", "implicit", "client_credentials", "password", "urn:ietf:params:oauth:grant-type:device_code"],
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
      acr_values_supported: ["goauthentik.io/providers/oauth2/default"],
      scopes_supported: ["email", "openid", "profile"],
      request_parameter_supported: false,
      claims_supported: ["sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "email", "email_verified", "name", "given_name", "preferred_username", "nickname", "groups"],
      claims_parameter_supported: false,
      code_challenge_methods_supported: ["plain", "S256"],
    }),
  },
  challenges: false,
  text: {
    unassigned: "Request has been denied.",
    invalidClient: "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method)",
    redirectUri: () => "Redirect URI Error. The request fails due to a missing, invalid, or mismatching redirection URI (redirect_uri).",
  },
};
