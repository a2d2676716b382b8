/** The exchange with the identity provider behind the `openid-connect` action, with openid-client. */
import { createHash, randomBytes } from "node:crypto";
import * as client from "openid-client";
import type { OidcVariables } from "./cel";
import type { OpenidConnectConfig } from "./trafficPolicy";

/** Where every provider sends browsers back to, whatever the share. */
export const callbackUrl = "https://idp.ngrok.com/oauth2/callback";

const timeoutSeconds = 120;

/** A sign-in that failed, with ngrok's code for the page that the visitor sees. */
export class SignInError extends Error {
  constructor(readonly status: number, readonly code: string, message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** Fetches the discovery document, whose issuer must be the configured one, character for character. */
export async function discover(config: OpenidConnectConfig, authentication: client.ClientAuth = basic(config)): Promise<client.Configuration> {
  const provider = await client.discovery(new URL(config.issuerUrl), config.clientId, undefined, authentication, {
    timeout: timeoutSeconds,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated by openid-client only to make it stand out
    execute: [client.enableNonRepudiationChecks, ...(isLoopback(config.issuerUrl) ? [client.allowInsecureRequests] : [])],
  });
  const { issuer } = provider.serverMetadata();
  if (issuer !== config.issuerUrl) throw new Error(`The issuer calls itself '${issuer}'.`);
  return provider;
}

/** Code for tokens, then the user-info endpoint where there is one. @throws SignInError with ngrok's code. */
export async function exchange(config: OpenidConnectConfig, url: URL, expected: { readonly state: string; readonly nonce: string }): Promise<OidcVariables> {
  const provider = await discover(config).catch((cause: unknown) => {
    throw new SignInError(502, "ERR_NGROK_5208", "The identity provider's metadata could not be fetched.", cause);
  });
  const tokens = await grant(provider, config, url, expected);
  const claims = tokens.claims();
  if (claims === undefined || tokens.id_token === undefined) throw new SignInError(502, "ERR_NGROK_5203", "The identity provider returned no ID token.");
  const userInfo = provider.serverMetadata().userinfo_endpoint === undefined ? {} : await userInfoOf(provider, tokens.access_token, claims.sub);
  const profile: Readonly<Record<string, unknown>> = { ...userInfo, ...claims };
  if (typeof profile["email"] !== "string") throw new SignInError(403, "ERR_NGROK_5510", "The identity provider gave no e-mail address.");
  return {
    identity: {
      id: identityId(config.issuerUrl, claims.sub),
      email: profile["email"],
      name: typeof profile["name"] === "string" ? profile["name"] : "",
      provider_user_id: claims.sub,
      current_session_id: `as_${randomBytes(12).toString("hex")}`,
    },
    identity_token: tokens.id_token,
    access_token: tokens.access_token,
    refresh_token: tokens.refresh_token ?? "",
    expires_at: tokens.expires_in === undefined ? "" : new Date(Date.now() + tokens.expires_in * 1000).toISOString(),
  };
}

/** As Go's oauth2 library does when it isn't told: first the secret in the Authorization header, then in the body. */
async function grant(provider: client.Configuration, config: OpenidConnectConfig, url: URL, { state, nonce }: { readonly state: string; readonly nonce: string }): Promise<Tokens> {
  const checks = { expectedState: state, expectedNonce: nonce };
  const attempt = (with_: client.Configuration): Promise<Tokens> => client.authorizationCodeGrant(with_, url, checks);
  try {
    return await attempt(provider);
  } catch (first) {
    if (!refusesClient(first) || config.clientSecret === undefined) throw asSignInError(first);
  }
  try {
    return await attempt(await discover(config, client.ClientSecretPost(config.clientSecret)));
  } catch (second) {
    throw asSignInError(second);
  }
}

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

async function userInfoOf(provider: client.Configuration, accessToken: string, subject: string): Promise<client.UserInfoResponse> {
  try {
    return await client.fetchUserInfo(provider, accessToken, subject);
  } catch (cause) {
    throw new SignInError(502, "ERR_NGROK_5202", "The user-info request failed.", cause);
  }
}

function refusesClient(error: unknown): boolean {
  return error instanceof client.WWWAuthenticateChallengeError || (error instanceof client.ResponseBodyError && ["invalid_client", "unauthorized_client"].includes(error.error));
}

function asSignInError(cause: unknown): SignInError {
  if (refusesClient(cause)) return new SignInError(502, "ERR_NGROK_5527", "The identity provider refused ngrok's client ID or client secret.", cause);
  if (cause instanceof client.ResponseBodyError) return new SignInError(502, "ERR_NGROK_5202", `The token request failed: ${cause.error}`, cause);
  if (cause instanceof client.ClientError && cause.code !== "OAUTH_TIMEOUT" && !/^OAUTH_RESPONSE_IS_NOT/.test(cause.code ?? "")) {
    return new SignInError(502, "ERR_NGROK_5204", "The ID token could not be verified.", cause);
  }
  return new SignInError(502, "ERR_NGROK_5202", "The token request failed.", cause);
}

function basic(config: OpenidConnectConfig): client.ClientAuth {
  return config.clientSecret === undefined ? client.None() : client.ClientSecretBasic(config.clientSecret);
}

/** The rig's providers speak http on loopback; anything else must be https. */
function isLoopback(issuerUrl: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(issuerUrl).hostname);
}

/** Stable for one person at one issuer. */
function identityId(issuer: string, subject: string): string {
  return `idt_${createHash("sha256").update(JSON.stringify([issuer, subject])).digest("base64url").replaceAll(/[-_]/g, "0").slice(0, 27)}`;
}
