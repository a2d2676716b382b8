import type { Personality } from "../personality";
import { basicAndPost, email, endpoints } from "./usual";

const pool = "/eu-west-1_Ab12Cd34E";

/** The issuer has the pool's ID, everything but the keys is at the pool's domain. Userinfo says email_verified as text. */
export const cognito: Personality = {
  name: "cognito",
  issuerPath: pool,
  mount: "",
  heading: "Sign in to your account (Cognito stand-in)",
  routes: { authorization: "/oauth2/authorize", token: "/oauth2/token", userinfo: "/oauth2/userInfo", jwks: `${pool}/.well-known/jwks.json`, end_session: "/logout", revocation: "/oauth2/revoke" },
  hosts: { authorization: "acme.auth.cognito.example", token: "acme.auth.cognito.example", userinfo: "acme.auth.cognito.example", end_session: "acme.auth.cognito.example", revocation: "acme.auth.cognito.example" },
  authMethods: basicAndPost,
  claims: { openid: ["sub", "cognito:groups", "cognito:username", "token_use"], profile: ["name"], email },
  claimsOf: ({ preferredUsername, email: address, emailVerified, groups }, use) => ({
    preferred_username: undefined,
    groups: undefined,
    "cognito:username": preferredUsername,
    ...(use === "id_token" ? { "cognito:groups": [...groups], token_use: "id" } : {}),
    ...(address === undefined ? {} : { email_verified: use === "id_token" ? emailVerified === true : String(emailVerified === true) }),
  }),
  conformIdTokenClaims: false,
  discovery: {
    whole: (places) => ({
      ...endpoints(places),
      end_session_endpoint: places.at("end_session"),
      revocation_endpoint: places.at("revocation"),
      response_types_supported: ["code", "token"],
      scopes_supported: ["openid", "email", "phone", "profile"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    }),
  },
  challenges: false,
  refusedClient: { status: 400, error: "invalid_client" },
  showsErrors: (said, origin) => `${origin}/error?error=${encodeURIComponent(said)}`,
  text: { unassigned: "User is not confirmed.", invalidClient: "invalid_client_secret", unknownClient: "User pool client looked-at does not exist.", redirectUri: () => "redirect_mismatch" },
};
