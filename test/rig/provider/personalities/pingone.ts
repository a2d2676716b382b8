import type { Personality } from "../personality";
import { basicAndPost, email, endpoints, profile } from "./usual";

export const pingone: Personality = {
  name: "pingone",
  issuerPath: "/02fb4743-189a-4bc7-9d6c-a919edfe6447/as",
  heading: "Sign On (PingOne stand-in)",
  routes: { authorization: "/authorize", token: "/token", userinfo: "/userinfo", jwks: "/jwks", end_session: "/signoff", revocation: "/revoke" },
  authMethods: basicAndPost,
  // Groups are an attribute mapping of the application.
  claims: { openid: ["sub", "groups"], profile, email },
  conformIdTokenClaims: false,
  discovery: {
    whole: (places) => ({
      ...endpoints(places),
      end_session_endpoint: places.at("end_session"),
      check_session_iframe: `${places.issuer}/checksession`,
      introspection_endpoint: `${places.issuer}/introspect`,
      revocation_endpoint: places.at("revocation"),
      device_authorization_endpoint: `${places.issuer}/device_authorization`,
      pushed_authorization_request_endpoint: `${places.issuer}/par`,
      claims_parameter_supported: true,
      request_parameter_supported: true,
      request_uri_parameter_supported: false,
      require_pushed_authorization_requests: false,
      scopes_supported: ["openid", "profile", "email", "address", "phone"],
      response_types_supported: ["code", "id_token", "token id_token", "code id_token", "code token", "code token id_token"],
      response_modes_supported: ["pi.flow", "query", "fragment", "form_post"],
      grant_types_supported: ["authorization_code", "implicit", "client_credentials", "refresh_token"],
      claims_supported: ["sub", "iss", "auth_time", "acr", "name", "given_name", "family_name", "preferred_username", "email", "email_verified"],
      claim_types_supported: ["normal"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "private_key_jwt"],
      code_challenge_methods_supported: ["plain", "S256"],
    }),
  },
  challenges: false,
  text: { unassigned: "The person may not use the application.", invalidClient: "Request denied", redirectUri: () => "Redirect URI mismatch" },
};
