import type { Personality, Places } from "../personality";
import { email, endpoints, profile } from "./usual";

const clientAuthentication = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"] as const;
const digests = ["256", "384", "512"];
const signing = (...families: readonly string[]) => families.flatMap((family) => digests.map((digest) => family + digest));

/** Both kinds of authorization server; where things are and the scopes differ. Neither has prompt values, nor says that its answers name the issuer. */
function document(places: Places, { at, registration, scopes }: { readonly at: string; readonly registration: string; readonly scopes: readonly string[] }): Readonly<Record<string, unknown>> {
  return {
    ...endpoints(places),
    registration_endpoint: registration,
    response_types_supported: ["code", "id_token", "code id_token", "code token", "id_token token", "code id_token token"],
    response_modes_supported: ["query", "fragment", "form_post", "okta_post_message"],
    grant_types_supported: [
      ...["authorization_code", "implicit", "refresh_token", "password", "urn:ietf:params:oauth:grant-type:device_code", "urn:openid:params:grant-type:ciba"],
      ...["urn:okta:params:oauth:grant-type:otp", "http://auth0.com/oauth/grant-type/mfa-otp", "urn:okta:params:oauth:grant-type:oob", "http://auth0.com/oauth/grant-type/mfa-oob"],
    ],
    id_token_encryption_alg_values_supported: ["RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"],
    id_token_encryption_enc_values_supported: ["A256GCM"],
    scopes_supported: scopes,
    token_endpoint_auth_methods_supported: clientAuthentication,
    claims_supported: [
      ...["iss", "ver", "sub", "aud", "iat", "exp", "jti", "auth_time", "amr", "idp", "nonce", "name", "nickname", "preferred_username", "given_name", "middle_name", "family_name", "email", "email_verified"],
      ...["profile", "zoneinfo", "locale", "address", "phone_number", "picture", "website", "gender", "birthdate", "updated_at", "at_hash", "c_hash"],
    ],
    code_challenge_methods_supported: ["S256"],
    introspection_endpoint: `${at}/introspect`,
    introspection_endpoint_auth_methods_supported: clientAuthentication,
    revocation_endpoint: places.at("revocation"),
    revocation_endpoint_auth_methods_supported: clientAuthentication,
    end_session_endpoint: places.at("end_session"),
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: signing("HS", "RS", "ES"),
    device_authorization_endpoint: `${at}/device/authorize`,
    pushed_authorization_request_endpoint: `${at}/par`,
    backchannel_token_delivery_modes_supported: ["poll"],
    backchannel_authentication_request_signing_alg_values_supported: signing("HS", "RS", "ES"),
    dpop_signing_alg_values_supported: signing("RS", "ES"),
  };
}

/** The org authorization server. */
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
  authMethods: clientAuthentication,
  claims: { openid: ["sub"], profile, email, groups: ["groups"] },
  conformIdTokenClaims: false,
  discovery: {
    whole: (places) => document(places, { at: `${places.issuer}/oauth2/v1`, registration: `${places.issuer}/oauth2/v1/clients`, scopes: ["openid", "email", "profile", "address", "phone", "offline_access", "groups"] }),
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

/** A custom authorization server: all below its issuer but the registration, and groups are a scope only where one is added. */
export const oktaCustom: Personality = {
  ...okta,
  issuerPath: "/oauth2/default",
  routes: { authorization: "/v1/authorize", token: "/v1/token", userinfo: "/v1/userinfo", jwks: "/v1/keys", end_session: "/v1/logout", revocation: "/v1/revoke" },
  discovery: {
    whole: (places) => document(places, { at: `${places.issuer}/v1`, registration: new URL("/oauth2/v1/clients", places.issuer).href, scopes: ["openid", "profile", "email", "address", "phone", "offline_access", "device_sso"] }),
  },
};
