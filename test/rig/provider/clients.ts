import type { ClientAuthMethod, ClientMetadata } from "oidc-provider";

export interface ClientOptions {
  readonly clientId: string;
  /** Absent: a public client, which must use PKCE. */
  readonly clientSecret?: string;
  /** Default: `client_secret_basic` with a secret, `none` without. */
  readonly authMethod?: "client_secret_basic" | "client_secret_post" | "none";
  readonly redirectUris?: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly backchannelLogoutUri?: string;
}

/** A registered client. Changes act at the next request. */
export interface RigClient {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly authMethod: ClientAuthMethod;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  backchannelLogoutUri: string | undefined;
}

export const confidentialClient: ClientOptions = { clientId: "portcullis-confidential", clientSecret: "confidential-secret-of-the-rig-0123456789" };
export const publicClient: ClientOptions = { clientId: "portcullis-public" };

export function toRigClient(options: ClientOptions): RigClient {
  return {
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    authMethod: options.authMethod ?? (options.clientSecret === undefined ? "none" : "client_secret_basic"),
    redirectUris: [...(options.redirectUris ?? [])],
    postLogoutRedirectUris: [...(options.postLogoutRedirectUris ?? [])],
    backchannelLogoutUri: options.backchannelLogoutUri,
  };
}

export function metadataOf(client: RigClient): ClientMetadata {
  return {
    client_id: client.clientId,
    ...(client.clientSecret === undefined ? {} : { client_secret: client.clientSecret }),
    token_endpoint_auth_method: client.authMethod,
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    // A client with no address at all is invalid to oidc-provider, and usual in a console that was just filled in.
    redirect_uris: client.redirectUris.length === 0 ? ["https://nothing-registered.invalid/"] : [...client.redirectUris],
    post_logout_redirect_uris: [...client.postLogoutRedirectUris],
    ...(client.backchannelLogoutUri === undefined
      ? {}
      : { backchannel_logout_uri: client.backchannelLogoutUri, backchannel_logout_session_required: true }),
  };
}
