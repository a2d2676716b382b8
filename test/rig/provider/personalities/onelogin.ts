import type { Personality } from "../personality";
import { basicAndPost, email, endpoints, profile } from "./usual";

/** Groups as one text, with semicolons, and a scope of their own. */
export const onelogin: Personality = {
  name: "onelogin",
  issuerPath: "/oidc/2",
  heading: "Connecting to Acme (OneLogin stand-in)",
  routes: { authorization: "/auth", token: "/token", userinfo: "/me", jwks: "/certs", end_session: "/logout", revocation: "/token/revocation" },
  authMethods: basicAndPost,
  claims: { openid: ["sub"], profile, email, groups: ["groups"] },
  claimsOf: ({ groups }) => ({ groups: groups.join(";") }),
  conformIdTokenClaims: false,
  discovery: {
    whole: (places) => ({
      ...endpoints(places),
      acr_values_supported: ["onelogin:nist:level:1:re-auth"],
      claims_parameter_supported: true,
      claims_supported: ["acr", "auth_time", "company", "custom_fields", "department", "email", "family_name", "given_name", "groups", "iss", "locale_code", "name", "phone_number", "preferred_username", "sub", "title", "updated_at"],
      grant_types_supported: ["authorization_code", "implicit", "refresh_token", "client_credentials", "password"],
      request_parameter_supported: false,
      response_modes_supported: ["form_post", "fragment", "query"],
      response_types_supported: ["code", "id_token token", "id_token"],
      scopes_supported: ["openid", "name", "profile", "groups", "email", "params", "phone"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "none"],
      code_challenge_methods_supported: ["S256"],
      introspection_endpoint: `${places.at("token")}/introspection`,
      revocation_endpoint: places.at("revocation"),
      end_session_endpoint: places.at("end_session"),
    }),
  },
  challenges: true,
  text: { unassigned: "The person may not use the application.", invalidClient: "client is invalid", redirectUri: () => "redirect_uri did not match any client's registered redirect_uris" },
};
