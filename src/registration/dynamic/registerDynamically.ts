import { ExpectedError } from "../../base/expectedError";
import { AdminCalls, mayHaveBeenDone, type AdminChannel } from "../adminCall";
import { assertAt, type AdminHost } from "../adminHost";
import type { AdminToken } from "../adminToken";
import { sameAddresses, type ClientToRegister, type RegisteredClient, type SecretAuthentication } from "../clientToRegister";
import { undone } from "../undo";
import { ManagedClientApi } from "./managedClient";
import { lastDay, managementSchema, metadataOf, registeredSchema, type RegisteredMetadata } from "./metadata";

export interface DynamicRegistration {
  readonly client: ClientToRegister;
  /** The document's `registration_endpoint`. */
  readonly endpoint: string;
  /** Where an administrator finds the clients; for what could not be taken back. */
  readonly consoleUrl: string | undefined;
}

export interface DynamicParts {
  readonly channel: AdminChannel;
  readonly host: AdminHost;
  /** An initial access token, or a bearer token that may create clients. */
  readonly token: AdminToken;
}

/** What a provider may grant on top without another way to sign in: a code is still what a client gets. */
const grants = ["authorization_code", "refresh_token"];
/** `none`: no token at all (OAuth 2.0 Multiple Response Type Encoding Practices, section 4); Keycloak names it with every client. */
const responses = ["code", "none"];

/**
 * Registers the client (RFC 7591) and has `keep` store what came back. When anything fails, it is deleted again (RFC 7592).
 *
 * @throws ExpectedError `registration.*`; `registration.notUndone`, `registration.perhapsMade` where something is or may be left; whatever `keep` throws
 */
export async function registerDynamically({ channel, host, token }: DynamicParts, { client, endpoint, consoleUrl }: DynamicRegistration, keep: (registered: RegisteredClient) => Promise<void>, signal: AbortSignal): Promise<RegisteredClient> {
  let answer: unknown;
  let answered = false;
  try {
    answer = await new AdminCalls(channel, host, token).send({ method: "POST", url: endpoint, body: metadataOf(client) }, signal);
    answered = true;
    const registered = asAsked(host, client, answer);
    await keep(registered);
    return registered;
  } catch (error) {
    if (!answered && !mayHaveBeenDone(error)) throw error;
    const managed = managementOf(host, answer);
    throw await undone(error, { name: client.name, host: host.host, consoleUrl }, async (own) => {
      // Nothing can be looked up without the token that would have been in the answer.
      if (!answered) return false;
      if (!managed) throw new ExpectedError("registration.noToken", { host: host.host });
      await new ManagedClientApi({ channel, host, ...managed, renewed: () => Promise.resolve() }).remove(own);
      return true;
    });
  }
}

/** @returns undefined where the provider offers no management, or somewhere else: the token stays with who gave it */
function managementOf(host: AdminHost, answer: unknown): { readonly uri: string; readonly token: string } | undefined {
  const { data } = managementSchema.safeParse(answer);
  if (!data) return undefined;
  try {
    assertAt(host, data.registration_client_uri);
  } catch {
    return undefined;
  }
  return { uri: data.registration_client_uri, token: data.registration_access_token };
}

/** @throws ExpectedError `registration.notAsAsked` {host, field}, `registration.answer` */
function asAsked(host: AdminHost, client: ClientToRegister, answer: unknown): RegisteredClient {
  const parsed = registeredSchema.safeParse(answer);
  if (!parsed.success) throw new ExpectedError("registration.notAsAsked", { host: host.host, field: parsed.error.issues[0]?.path.join(".") ?? "?" });
  const metadata = parsed.data;
  const authentication = metadata.token_endpoint_auth_method ?? "client_secret_basic";
  const field = Object.entries({ ...demands(metadata, client), token_endpoint_auth_method: isSecretAuthentication(authentication) }).find(([, holds]) => !holds)?.[0];
  if (field !== undefined || !isSecretAuthentication(authentication)) throw new ExpectedError("registration.notAsAsked", { host: host.host, field: field ?? "token_endpoint_auth_method" });
  const managed = managementOf(host, answer);
  return {
    clientId: metadata.client_id,
    clientSecret: metadata.client_secret,
    authentication,
    postLogoutRedirect: (metadata.post_logout_redirect_uris ?? []).length > 0,
    secretExpires: lastDay(metadata.client_secret_expires_at),
    registration: managed && { by: "rfc7591", uri: managed.uri },
    registrationToken: managed?.token,
  };
}

/** Keycloak names one of the two for both. */
function isSecretAuthentication(method: string): method is SecretAuthentication {
  return method === "client_secret_basic" || method === "client_secret_post";
}

function demands({ redirect_uris, post_logout_redirect_uris, grant_types, response_types }: RegisteredMetadata, client: ClientToRegister): Readonly<Record<string, boolean>> {
  const signOut = post_logout_redirect_uris ?? [];
  const granted = grant_types ?? ["authorization_code"];
  const responded = response_types ?? ["code"];
  return {
    redirect_uris: sameAddresses(redirect_uris, client.redirectUris),
    post_logout_redirect_uris: signOut.length === 0 || sameAddresses(signOut, client.postLogoutRedirectUris),
    grant_types: granted.includes("authorization_code") && granted.every((grant) => grants.includes(grant)),
    response_types: responded.includes("code") && responded.every((response) => responses.includes(response)),
  };
}
