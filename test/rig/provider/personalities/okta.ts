import type { Personality } from "../personality";
import { email, profile } from "./usual";

export const okta: Personality = {
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
  discovery: {
    besides: (issuer) => ({
      registration_endpoint: `${issuer}/oauth2/v1/clients`,
      introspection_endpoint: `${issuer}/oauth2/v1/introspect`,
      device_authorization_endpoint: `${issuer}/oauth2/v1/device/authorize`,
      request_parameter_supported: true,
    }),
  },
  challenges: true,
  text: {
    unassigned: "User is not assigned to the client application.",
    invalidClient: "The client secret supplied for a confidential client is invalid.",
    unknownClient: "Invalid value for 'client_id' parameter.",
    pkceRequired: "PKCE code challenge is required by the application.",
    redirectUri: (clientId, origin) =>
      `The 'redirect_uri' parameter must be a Login redirect URI in the client app settings: ${origin}/admin/app/oidc_client/instance/${clientId}#tab-general`,
  },
};
