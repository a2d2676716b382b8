import type { Personality } from "../personality";
import { basicAndPost, email, endpoints, profile } from "./usual";

/** No groups. The document says nothing of PKCE, and of no end of the session. */
export const salesforce: Personality = {
  name: "salesforce",
  issuerPath: "",
  heading: "Log in to Acme (Salesforce stand-in)",
  routes: { authorization: "/services/oauth2/authorize", token: "/services/oauth2/token", userinfo: "/services/oauth2/userinfo", jwks: "/id/keys", end_session: "/end-of-the-rig", revocation: "/services/oauth2/revoke" },
  authMethods: basicAndPost,
  claims: { openid: ["sub", "organization_id", "user_id", "custom_attributes"], profile, email },
  claimsOf: ({ sub }) => ({ groups: undefined, organization_id: "00D000000000001EAA", user_id: sub, custom_attributes: {} }),
  conformIdTokenClaims: false,
  discovery: {
    whole: (places) => ({
      ...endpoints(places),
      revocation_endpoint: places.at("revocation"),
      registration_endpoint: `${places.issuer}/services/oauth2/register`,
      introspection_endpoint: `${places.issuer}/services/oauth2/introspect`,
      scopes_supported: ["api", "web", "full", "id", "openid", "profile", "email", "address", "phone", "refresh_token", "offline_access", "custom_permissions"],
      response_types_supported: ["code", "token", "token id_token"],
      display_values_supported: ["page", "popup", "touch"],
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic", "private_key_jwt"],
      claims_supported: ["active", "address", "email", "email_verified", "family_name", "given_name", "is_app_installed", "language", "locale", "name", "nickname", "organization_id", "phone_number", "photos", "picture", "preferred_username", "profile", "sub", "updated_at", "urls", "user_id", "user_type", "zoneinfo"],
    }),
  },
  challenges: false,
  refusedClient: { status: 400, error: "invalid_client" },
  text: {
    unassigned: "user is not admin approved to access this app",
    invalidClient: "invalid client credentials",
    unknownClient: "error=invalid_client_id&error_description=client%20identifier%20invalid",
    pkceRequired: "missing required code challenge",
    redirectUri: () => "error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration",
  },
};
