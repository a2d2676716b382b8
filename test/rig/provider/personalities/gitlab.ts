import type { Personality } from "../personality";
import { basicAndPost, email, endpoints, profile } from "./usual";

/** Groups by their path: those of one's own in the ID token, all of them at userinfo. */
export const gitlab: Personality = {
  name: "gitlab",
  issuerPath: "",
  heading: "Acme GitLab (stand-in)",
  routes: { authorization: "/oauth/authorize", token: "/oauth/token", userinfo: "/oauth/userinfo", jwks: "/oauth/discovery/keys", end_session: "/end-of-the-rig", revocation: "/oauth/revoke" },
  authMethods: basicAndPost,
  claims: { openid: ["sub", "groups", "groups_direct", "sub_legacy"], profile: [...profile, "nickname"], email },
  claimsOf({ preferredUsername, groups }, use) {
    const paths = groups.map((group) => `acme/${group.toLowerCase()}`);
    return { nickname: preferredUsername, ...(use === "id_token" ? { groups: undefined, groups_direct: paths } : { groups: ["acme", ...paths] }) };
  },
  conformIdTokenClaims: false,
  discovery: {
    whole: (places) => ({
      ...endpoints(places),
      revocation_endpoint: places.at("revocation"),
      introspection_endpoint: `${places.issuer}/oauth/introspect`,
      scopes_supported: ["api", "read_api", "read_user", "create_runner", "read_repository", "sudo", "openid", "profile", "email"],
      response_modes_supported: ["query", "fragment", "form_post"],
      grant_types_supported: ["authorization_code", "client_credentials", "device_code", "refresh_token"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      claim_types_supported: ["normal"],
      claims_supported: ["iss", "sub", "aud", "exp", "iat", "sub_legacy", "name", "nickname", "preferred_username", "email", "email_verified", "website", "profile", "picture", "groups", "groups_direct"],
      code_challenge_methods_supported: ["plain", "S256"],
    }),
  },
  challenges: true,
  text: {
    unassigned: "The resource owner or authorization server denied the request.",
    invalidClient: "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
    redirectUri: () => "The redirect URI included is not valid.",
  },
};
