import type { Personality } from "../personality";
import { endpoints, groupId, profile } from "./usual";

export const entraTenant = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";
const most = 200;

/** The issuer ends in /v2.0, below which nothing but the document is. */
export const entra: Personality = {
  name: "entra",
  issuerPath: `/${entraTenant}/v2.0`,
  mount: `/${entraTenant}`,
  heading: "Sign in to Acme (Entra ID stand-in)",
  routes: {
    authorization: "/oauth2/v2.0/authorize",
    token: "/oauth2/v2.0/token",
    userinfo: "/oidc/userinfo",
    jwks: "/discovery/v2.0/keys",
    end_session: "/oauth2/v2.0/logout",
    revocation: "/oauth2/v2.0/revoke",
  },
  hosts: { userinfo: "graph.entra.example" },
  authMethods: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
  claims: { openid: ["sub", "tid", "oid", "ver", "groups", "_claim_names", "_claim_sources"], profile, email: ["email", "xms_edov"] },
  claimsOf({ sub, emailVerified, groups }) {
    const ids = groups.map(groupId);
    return {
      tid: entraTenant,
      oid: groupId(sub),
      ver: "2.0",
      email_verified: undefined,
      ...(emailVerified === true ? { xms_edov: true } : {}),
      ...(ids.length <= most ? { groups: ids } : { groups: undefined, _claim_names: { groups: "src1" }, _claim_sources: { src1: { endpoint: `https://graph.entra.example/v1.0/users/${groupId(sub)}/getMemberObjects` } } }),
    };
  },
  conformIdTokenClaims: false,
  discovery: {
    whole: (places) => ({
      ...endpoints(places),
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
      response_modes_supported: ["query", "fragment", "form_post"],
      subject_types_supported: ["pairwise"],
      response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      request_uri_parameter_supported: false,
      http_logout_supported: true,
      frontchannel_logout_supported: true,
      end_session_endpoint: places.at("end_session"),
      claims_supported: ["sub", "iss", "cloud_instance_name", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid", "ver", "at_hash", "c_hash", "email"],
      tenant_region_scope: "EU",
      cloud_instance_name: "entra.example",
    }),
  },
  challenges: false,
  showsErrors: "script",
  text: {
    unassigned: "AADSTS50105: Your administrator has configured the application Portcullis to block users unless they are specifically granted ('assigned') access to the application.",
    invalidClient: "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to the app.",
    unknownClient: "AADSTS700016: Application with identifier 'looked-at' was not found in the directory 'Acme'.",
    redirectUri: (clientId) => `AADSTS50011: The redirect URI specified in the request does not match the redirect URIs configured for the application '${clientId}'.`,
  },
};
