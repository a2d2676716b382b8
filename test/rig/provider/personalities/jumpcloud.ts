import type { Personality } from "../personality";
import { basicAndPost, email, profile } from "./usual";

export const jumpcloud: Personality = {
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
  authMethods: basicAndPost,
  // Groups come with the attribute mapping of the application, not with a scope of their own.
  claims: { openid: ["sub"], profile: [...profile, "groups"], email, groups: ["groups"] },
  // A constant attribute of the application, and therefore a text (argoproj/argo-workflows#12257).
  claimsOf: ({ emailVerified }) => (emailVerified === true ? { email_verified: "true" } : {}),
  conformIdTokenClaims: false,
  discovery: { besides: () => ({ frontchannel_logout_supported: true, frontchannel_logout_session_supported: true }) },
  challenges: false,
  // Ory Hydra sends people to the error page that is set up for it.
  showsErrors: (said, origin) => `${origin}/error?error=invalid_request&error_description=${encodeURIComponent(said)}`,
  text: {
    unassigned: "The resource owner may not use this application.",
    invalidClient: "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).",
    unknownClient: "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method). The requested OAuth 2.0 Client does not exist.",
    pkceRequired: "The request is missing a required parameter. Clients must include a code_challenge when performing the authorize code flow, but it is missing.",
    redirectUri: () => "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered redirect urls.",
  },
};
