import * as z from "zod";
import { clientRegistrationSchema } from "./clientRegistration";
import { vaultSecretSchema } from "./vaultSecret";

export const providerKinds = [
  "okta", "jumpcloud", "entra", "google", "keycloak", "cognito", "auth0", "authentik", "gitlab", "onelogin", "pingone", "salesforce", "zitadel", "other",
] as const;

/** How the client proves itself at the token endpoint (OpenID Connect Core 1.0, section 9). `none`: a public client with PKCE. */
export const clientAuthentications = ["client_secret_basic", "client_secret_post", "none"] as const;

/** As many as a profile keeps, and of what length. */
export const mostRedirectUris = 20;
export const redirectUriSchema = z.url({ protocol: /^https?$/ }).max(500);

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
  /** The claim that has people's groups, where it is not the one of the provider's own file. */
  groupsClaim: z.string().min(1).max(100).optional(),
  /** The last day on which the provider takes the client secret, as far as it is known: 2027-03-31. */
  secretExpires: z.iso.date().optional(),
  registration: clientRegistrationSchema.optional(),
  /** What the guided set-up had registered at the provider, where no share needs ever have been: it is offered to be taken back (S27). */
  redirectUris: z.array(redirectUriSchema).min(1).max(mostRedirectUris).optional(),
});

export type ProviderProfile = Readonly<z.infer<typeof providerProfileSchema>>;
export type ProviderKind = ProviderProfile["kind"];
export type ClientAuthentication = ProviderProfile["clientAuthentication"];
