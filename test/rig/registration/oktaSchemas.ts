/** What Okta's published OpenAPI document lets a caller send (Okta Admin Management 5.1.0, in okta/okta-sdk-nodejs 8.2.0), without what the product has no use for. A key that is not there is refused. */
import * as z from "zod";

const uris = z.array(z.string().min(1).max(1024));
/** ApplicationCredentialsOAuthClient */
const credentials = z.strictObject({
  userNameTemplate: z.strictObject({ template: z.string(), type: z.string() }).optional(),
  signing: z.strictObject({ kid: z.string() }).optional(),
  oauthClient: z.strictObject({
    autoKeyRotation: z.boolean().optional(),
    client_id: z.string().min(6).max(100).optional(),
    client_secret: z.string().min(14).max(100).optional(),
    pkce_required: z.boolean().optional(),
    token_endpoint_auth_method: z.enum(["client_secret_basic", "client_secret_jwt", "client_secret_post", "none", "private_key_jwt"]).optional(),
  }),
});
const grantTypes = ["authorization_code", "client_credentials", "implicit", "interaction_code", "password", "refresh_token"] as const;
/** OpenIdConnectApplicationSettingsClient */
const oauthClient = z.strictObject({
  application_type: z.enum(["browser", "native", "service", "web"]).optional(),
  client_uri: z.string().max(1024).optional(),
  consent_method: z.enum(["REQUIRED", "TRUSTED"]).optional(),
  dpop_bound_access_tokens: z.boolean().optional(),
  grant_types: z.array(z.enum(grantTypes)),
  idp_initiated_login: z.strictObject({ mode: z.enum(["DISABLED", "SPEC", "OKTA"]), default_scope: z.array(z.string()).optional() }).optional(),
  initiate_login_uri: z.string().optional(),
  issuer_mode: z.enum(["CUSTOM_URL", "DYNAMIC", "ORG_URL"]).optional(),
  logo_uri: z.string().max(1024).optional(),
  post_logout_redirect_uris: uris.optional(),
  redirect_uris: uris,
  response_types: z.array(z.enum(["code", "id_token", "token"])),
  wildcard_redirect: z.enum(["DISABLED", "SUBDOMAIN"]).optional(),
});
/** OpenIdConnectApplication */
export const applicationBody = z.strictObject({
  accessibility: z.strictObject({ errorRedirectUrl: z.string().nullable().optional(), loginRedirectUrl: z.string().nullable().optional(), selfService: z.boolean().optional() }).optional(),
  credentials,
  label: z.string().min(1).max(100),
  name: z.literal("oidc_client"),
  profile: z.record(z.string(), z.unknown()).optional(),
  settings: z.strictObject({
    app: z.strictObject({}).optional(),
    emOptInStatus: z.string().optional(),
    implicitAssignment: z.boolean().optional(),
    manualProvisioning: z.boolean().optional(),
    notes: z.strictObject({ admin: z.string().nullable().optional(), enduser: z.string().nullable().optional() }).optional(),
    notifications: z.strictObject({ vpn: z.unknown() }).optional(),
    oauthClient,
  }),
  signOnMode: z.literal("OPENID_CONNECT"),
  visibility: z.strictObject({ appLinks: z.record(z.string(), z.boolean()).optional(), autoLaunch: z.boolean().optional(), autoSubmitToolbar: z.boolean().optional(), hide: z.strictObject({ iOS: z.boolean(), web: z.boolean() }).optional() }).optional(),
});
export type ApplicationBody = z.output<typeof applicationBody>;

/** ApplicationGroupAssignment */
export const assignmentBody = z.strictObject({ id: z.string().optional(), priority: z.int().optional(), profile: z.record(z.string(), z.unknown()).optional() });
export const groupsQuery = new Set(["search", "filter", "q", "after", "limit", "expand", "sortBy", "sortOrder"]);
export const appsQuery = new Set(["q", "after", "useOptimization", "alwaysIncludeVpnSettings", "limit", "filter", "expand", "includeNonDeleted"]);
