// What we ask Okta for and read of its answers, from its published OpenAPI document (Okta Admin Management 5.1.0, in
// okta/okta-sdk-nodejs 8.2.0, oas-spec/management.yaml). Fields that are not named here may come and go.
import * as z from "zod";
import type { ClientToRegister } from "../clientToRegister";

/** `0oa1gjh63g214q0Hq0g4`: it becomes part of a path. */
export const oktaId = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/);

export const groupsSchema = z.array(z.object({ id: oktaId, type: z.string(), profile: z.object({ name: z.string().max(1000), description: z.string().max(5000).nullish() }) })).max(1000);

export interface OktaGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** OpenIdConnectApplication. `marker` is a note for administrators, by which it is known again when the answer is lost. */
export function applicationOf({ name, redirectUris, postLogoutRedirectUris, authentication }: ClientToRegister, { marker, orgUrl }: { readonly marker: string; readonly orgUrl: boolean }): object {
  return {
    name: "oidc_client",
    label: name,
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { token_endpoint_auth_method: authentication, pkce_required: false } },
    settings: {
      implicitAssignment: false,
      notes: { admin: marker },
      oauthClient: {
        application_type: "web",
        redirect_uris: redirectUris,
        post_logout_redirect_uris: postLogoutRedirectUris,
        grant_types: ["authorization_code"],
        response_types: ["code"],
        wildcard_redirect: "DISABLED",
        consent_method: "TRUSTED",
        // Left out, the issuer of an organisation with a domain of its own is that domain, which is right where that one was asked.
        ...(orgUrl && { issuer_mode: "ORG_URL" }),
      },
    },
  };
}

export const idSchema = z.object({ id: oktaId });

const texts = z.array(z.string().max(2000)).max(200);

export const applicationSchema = z.object({
  id: oktaId,
  status: z.string(),
  signOnMode: z.string(),
  credentials: z.object({
    oauthClient: z.object({ client_id: z.string().min(1).max(300), client_secret: z.string().min(1).max(4096), token_endpoint_auth_method: z.string(), pkce_required: z.boolean().nullish() }),
  }),
  settings: z.object({
    implicitAssignment: z.boolean().nullish(),
    oauthClient: z.object({ redirect_uris: texts, post_logout_redirect_uris: texts.nullish(), grant_types: texts, response_types: texts, application_type: z.string(), wildcard_redirect: z.string().nullish() }),
  }),
});
export type OktaApplication = z.output<typeof applicationSchema>;

/** Of a list, only what tells ours from others'. */
export const listedApplicationsSchema = z.array(z.looseObject({ id: oktaId, settings: z.looseObject({ notes: z.looseObject({ admin: z.string().nullish() }).nullish() }).nullish() })).max(1000);

/** What an update sends back of an application as it was read; everything else is Okta's own and not to be written. */
export const replaceable = ["name", "label", "signOnMode", "accessibility", "credentials", "profile", "settings", "visibility"] as const;

export const readApplicationSchema = z.looseObject({
  id: oktaId,
  settings: z.looseObject({ oauthClient: z.looseObject({ redirect_uris: texts.nullish(), post_logout_redirect_uris: texts.nullish() }) }),
});
export type ReadApplication = z.output<typeof readApplicationSchema>;
