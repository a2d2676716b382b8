import type { Personality } from "../personality";
import { basicAndPost, email, endpoints, profile } from "./usual";

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
  // Ory Hydra's, which lists its built-in scopes and claims alone, whatever an application is given.
  discovery: {
    whole: (places) => ({
      ...endpoints(places),
      revocation_endpoint: places.at("revocation"),
      end_session_endpoint: places.at("end_session"),
      subject_types_supported: ["public", "pairwise"],
      response_types_supported: ["code", "code id_token", "id_token", "token id_token", "token", "token id_token code"],
      response_modes_supported: ["query", "fragment", "form_post"],
      grant_types_supported: ["authorization_code", "implicit", "client_credentials", "refresh_token"],
      scopes_supported: ["offline_access", "offline", "openid"],
      claims_supported: ["sub"],
      claims_parameter_supported: false,
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic", "private_key_jwt", "none"],
      code_challenge_methods_supported: ["plain", "S256"],
      id_token_signed_response_alg: ["RS256"],
      userinfo_signed_response_alg: ["RS256"],
      userinfo_signing_alg_values_supported: ["none", "RS256"],
      request_object_signing_alg_values_supported: ["none", "RS256", "ES256"],
      request_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
      credentials_endpoint_draft_00: `${places.issuer}credentials`,
      credentials_supported_draft_00: [
        {
          format: "jwt_vc_json",
          types: ["VerifiableCredential", "UserInfoCredential"],
          cryptographic_binding_methods_supported: ["jwk"],
          cryptographic_suites_supported: ["PS256", "RS256", "ES256", "PS384", "RS384", "ES384", "PS512", "RS512", "ES512", "EdDSA"],
        },
      ],
    }),
  },
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
