import type { Personality } from "../personality";
import { basicAndPost, email, endpoints } from "./usual";

/** Neither groups nor an end of the session; `hd` for accounts of a Workspace alone. */
export const google: Personality = {
  name: "google",
  issuerPath: "",
  heading: "Choose an account (Google stand-in)",
  routes: { authorization: "/o/oauth2/v2/auth", token: "/token", userinfo: "/v1/userinfo", jwks: "/oauth2/v3/certs", end_session: "/end-of-the-rig", revocation: "/revoke" },
  hosts: { token: "oauth2.google.example", userinfo: "openidconnect.google.example", jwks: "www.google.example", revocation: "oauth2.google.example" },
  authMethods: basicAndPost,
  claims: { openid: ["sub", "hd"], profile: ["name"], email },
  claimsOf: ({ email: address, emailVerified }) => ({
    preferred_username: undefined,
    groups: undefined,
    ...(emailVerified === true && address !== undefined && !address.endsWith("@gmail.com") ? { hd: address.slice(address.indexOf("@") + 1) } : {}),
  }),
  conformIdTokenClaims: false,
  discovery: {
    whole: (places) => ({
      ...endpoints(places),
      device_authorization_endpoint: `${places.issuer}/device/code`,
      revocation_endpoint: places.at("revocation"),
      response_types_supported: ["code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token", "none"],
      scopes_supported: ["openid", "email", "profile"],
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
      claims_supported: ["aud", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "locale", "name", "picture", "sub"],
      code_challenge_methods_supported: ["plain", "S256"],
      grant_types_supported: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    }),
  },
  challenges: false,
  // The message is packed: length marks between the words.
  showsErrors: (said, origin) => `${origin}/signin/oauth/error?authError=${encodeURIComponent(Buffer.from(`\n\x15${said}\x12\x20The request of this application is not valid`, "latin1").toString("base64"))}&client_id=looked-at`,
  text: {
    unassigned: "Error 403: org_internal. Portcullis can only be used within its organization.",
    invalidClient: "Unauthorized",
    unknownClient: "Error 401: invalid_client The OAuth client was not found.",
    redirectUri: () => "Error 400: redirect_uri_mismatch",
  },
};
