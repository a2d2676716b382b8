import * as z from "zod";
import { vaultSecretSchema } from "./vaultSecret";

export const providerKinds = ["okta", "jumpcloud", "other"] as const;

/** How the client proves itself at the token endpoint (OpenID Connect Core 1.0, section 9). `none`: a public client with PKCE. */
export const clientAuthentications = ["client_secret_basic", "client_secret_post", "none"] as const;

/** A saved OpenID client, without its secret: the shape of an entry in `portcullis.providers`. */
export const providerProfileSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
  kind: z.enum(providerKinds),
  /** Byte for byte as the provider's discovery document says. */
  issuer: z.url({ protocol: /^https?$/ }).max(500),
  clientId: z.string().min(1).max(300),
  clientAuthentication: z.enum(clientAuthentications),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/).max(100)).min(1).max(20),
  /** Each share's `/.portcullis/sign-out` is registered at the provider as a post-logout redirect URI (RP-Initiated Logout 1.0). */
  postLogoutRedirect: z.boolean().optional(),
  /** The client secret rests in ngrok's vault, and not on this machine: only ngrok's edge can sign people in. */
  vaultSecret: vaultSecretSchema.optional(),
});

export type ProviderProfile = Readonly<z.infer<typeof providerProfileSchema>>;
export type ProviderKind = ProviderProfile["kind"];
export type ClientAuthentication = ProviderProfile["clientAuthentication"];

export type AccessTokenMark = "rfc9068" | "okta";

/** What the product knows of one provider: input forgiveness, wording, and whom its word can be taken for. One file each in providers/. */
export interface KnownProvider {
  readonly kind: ProviderKind;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly preferredAuthentication: ClientAuthentication;
  /** Where the discovery document has to be looked for, from what a person typed or pasted; undefined when that is no issuer. */
  issuerFromInput(input: string): string | undefined;
  /** Filled in before anything is typed. */
  readonly issuerPrefill?: string;
  readonly issuerPlaceholder: string;
  /** S8: nobody can sign in whom an administrator has not assigned, so "everyone the provider lets sign in" is a bounded group. With its source. */
  readonly admission: { readonly byAssignment: boolean; readonly source: string };
  /** S8: an e-mail address without `email_verified` counts, because the provider vouches for it. With its source. */
  readonly vouchesForEmail: { readonly holds: boolean; readonly source: string };
  /** Whether groups, which come in the claim `groups`, have to be asked for by a scope of that name. With its source. */
  readonly groups: { readonly scope: "always" | "whenListed" | "never"; readonly source: string };
  /** S24: by what an access token is known beside `typ: at+jwt` (RFC 9068), and whether this issuer's are for the provider alone. With its source. */
  readonly accessTokens: { readonly mark: AccessTokenMark; areForProviderItself(issuer: string): boolean; readonly source: string };
  /** The page where an administrator creates the application, for an issuer. */
  consoleUrl(issuer: string): string | undefined;
}
