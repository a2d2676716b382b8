import type { Personality } from "../personality";
import { basicAndPost, email, profile } from "./usual";

/** Any other provider, strict where the specification leaves a choice. */
export const generic: Personality = {
  name: "generic",
  issuerPath: "/realms/demo",
  heading: "Sign in to Demo (OpenID stand-in)",
  routes: {
    authorization: "/protocol/openid-connect/auth",
    token: "/protocol/openid-connect/token",
    userinfo: "/protocol/openid-connect/userinfo",
    jwks: "/protocol/openid-connect/certs",
    end_session: "/protocol/openid-connect/logout",
    revocation: "/protocol/openid-connect/revoke",
  },
  authMethods: basicAndPost,
  claims: { openid: ["sub"], profile, email, groups: ["groups"] },
  conformIdTokenClaims: true,
  discovery: { besides: (issuer) => ({ check_session_iframe: `${issuer}/protocol/openid-connect/login-status-iframe.html` }) },
  challenges: true,
  text: {
    unassigned: "Access denied",
    invalidClient: "Invalid client or Invalid client credentials",
    redirectUri: () => "Invalid parameter: redirect_uri",
  },
};
