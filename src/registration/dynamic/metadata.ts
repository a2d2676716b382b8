// Client metadata (RFC 7591, section 2; OpenID Connect Dynamic Client Registration 1.0, section 2).
import * as z from "zod";
import type { ClientToRegister } from "../clientToRegister";

/**
 * No `scope`: Keycloak would take it for the list of the client's optional scopes, `openid` not being one (keycloak/keycloak,
 * DescriptionConverter.java), and elsewhere what is left out is everything that clients get.
 */
export function metadataOf({ name, redirectUris, postLogoutRedirectUris, authentication }: ClientToRegister): object {
  return {
    application_type: "web",
    client_name: name,
    redirect_uris: redirectUris,
    post_logout_redirect_uris: postLogoutRedirectUris,
    grant_types: ["authorization_code"],
    response_types: ["code"],
    token_endpoint_auth_method: authentication,
  };
}

const texts = z.array(z.string().max(2000)).max(200);

/** Section 3.2.1. What is left out is as the registration's defaults have it. */
export const registeredSchema = z.object({
  client_id: z.string().min(1).max(300),
  client_secret: z.string().min(1).max(4096),
  /** Seconds since 1970; 0: never. */
  client_secret_expires_at: z.int().min(0).max(100_000_000_000).nullish(),
  redirect_uris: texts,
  post_logout_redirect_uris: texts.nullish(),
  grant_types: texts.nullish(),
  response_types: texts.nullish(),
  token_endpoint_auth_method: z.string().max(100).nullish(),
});
export type RegisteredMetadata = z.output<typeof registeredSchema>;

/** RFC 7592, section 3. Read by itself: with it whatever else came back can be taken back. */
export const managementSchema = z.object({ registration_client_uri: z.url({ protocol: /^https?$/ }).max(1000), registration_access_token: z.string().min(1).max(4096) });

/** A client as it is managed: all of it has to be sent back. */
export const managedSchema = z.looseObject({
  client_id: z.string().min(1).max(300),
  client_secret: z.string().max(4096).nullish(),
  redirect_uris: texts.nullish(),
  post_logout_redirect_uris: texts.nullish(),
  registration_access_token: z.string().min(1).max(4096).nullish(),
});
export type ManagedClient = z.output<typeof managedSchema>;

/** What an update must not name (RFC 7592, section 2.2). */
export const notSentBack = ["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"] as const;

/** @returns 2027-03-31: the last day on which the secret is taken; undefined: it does not expire */
export function lastDay(expiresAt: number | null | undefined): string | undefined {
  return expiresAt ? new Date(expiresAt * 1000 - 1).toISOString().slice(0, 10) : undefined;
}
