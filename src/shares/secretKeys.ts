// Under which keys secrets rest, and what rests there: parsed by schema on read and on write.
import { createHash } from "node:crypto";
import * as z from "zod";
import type { SecretStore } from "../base/stores";
import { cloudEdgeSchema } from "../protocol/cloudEndpoint";
import type { DiscoveredProviderRecord } from "../protocol/messages";
import { sessionsKeySchema } from "../protocol/sealedSessions";
import type { RootCertificates } from "../protocol/shareSpec";
import type { StoredCloudEdge } from "./cloud/cloudAccess";
import type { EndpointOrigins, ShareSecrets } from "./share";

const clientPrefix = "portcullis.client:";
const authtokenPrefix = "portcullis.authtoken:";
const apiKeyPrefix = "portcullis.apiKey:";
const cloudEdgePrefix = "portcullis.cloud:";
const registrationPrefix = "portcullis.registration:";
const sessionsPrefix = "portcullis.sessions:";

/** Bound to issuer and client ID: a profile that was edited to another issuer has no secret to send there (S14). */
export function clientKey(issuer: string, clientId: string): string {
  return clientPrefix + JSON.stringify([issuer, clientId]);
}

/** Where an authtoken may be sent: to this server, checked against these certificates, and nowhere else (S14). */
export interface NgrokServer {
  /** ngrok's own when absent. */
  readonly serverAddress?: string | undefined;
  readonly rootCertificates: RootCertificates;
}

export function authtokenKey({ serverAddress, rootCertificates }: NgrokServer): string {
  return authtokenPrefix + JSON.stringify([serverAddress?.toLowerCase() ?? "", certificatesId(rootCertificates)]);
}

/** Where an API key may be sent, in the same way (S14). */
export interface ApiServer {
  /** The origin of ngrok's API. */
  readonly apiAddress: string;
  readonly rootCertificates: RootCertificates;
}

export function apiKeyKey({ apiAddress, rootCertificates }: ApiServer): string {
  return apiKeyPrefix + JSON.stringify([apiAddress, certificatesId(rootCertificates)]);
}

export function isApiKeyKey(key: string): boolean {
  return key.startsWith(apiKeyPrefix);
}

/** What is kept of a Cloud Endpoint, its seal among it (S3). */
export function cloudEdgeKey(apiAddress: string, url: string): string {
  return cloudEdgePrefix + JSON.stringify([apiAddress, url]);
}

/** Where a client that was registered dynamically is managed (RFC 7592): its registration access token may go there and nowhere else. */
export function registrationTokenKey(uri: string): string {
  return registrationPrefix + uri;
}

function certificatesId(rootCertificates: RootCertificates): string {
  return typeof rootCertificates === "string" ? rootCertificates : createHash("sha256").update(rootCertificates.pem).digest("hex");
}

export function isAuthtokenKey(key: string): boolean {
  return key.startsWith(authtokenPrefix);
}

/** What the sealed sessions of a share can be opened with. */
export function sessionsKeyOf(shareId: string): string {
  return sessionsPrefix + shareId;
}

/** The share whose sessions a key is for; undefined for every other key. */
export function shareOfSessionsKey(key: string): string | undefined {
  return key.startsWith(sessionsPrefix) ? key.slice(sessionsPrefix.length) : undefined;
}

const secret = z.string().min(1).max(4096);
const origin = z.url({ protocol: /^https?$/ }).max(300);
const storedClientSchema = z.object({
  clientSecret: secret.optional(),
  endpoints: z.object({ token: origin, keys: origin, userinfo: origin.optional() }),
});
const storedAuthtokenSchema = z.object({ authtoken: secret });
const storedApiKeySchema = z.object({ apiKey: secret });
const storedRegistrationTokenSchema = z.object({ registrationToken: secret });
const storedCloudEdgeSchema = cloudEdgeSchema.extend({ fingerprint: z.string().regex(/^[0-9a-f]{64}$/), managed: z.boolean() });
/** S13: sessions that were sealed under an earlier generation don't count. */
const storedSessionsKeySchema = z.object({ key: sessionsKeySchema, generation: z.int().min(0) });
export type StoredSessionsKey = Readonly<z.infer<typeof storedSessionsKeySchema>>;

/** A client secret (none for a public client) beside the origins that it may be sent to (S20). */
export interface StoredClient {
  readonly clientSecret: string | undefined;
  readonly endpoints: EndpointOrigins;
}

/** As a share takes them: nothing stands for what is not there. */
export function clientSecrets(stored: StoredClient | undefined): Pick<ShareSecrets, "clientSecret" | "endpoints"> {
  return stored ? { ...(stored.clientSecret !== undefined && { clientSecret: stored.clientSecret }), endpoints: stored.endpoints } : {};
}

/** @param text as it rests in the store; undefined, broken or of another shape reads as absent */
export function readStoredClient(text: string | undefined): StoredClient | undefined {
  const { data } = storedClientSchema.safeParse(parseJson(text));
  return data && { clientSecret: data.clientSecret, endpoints: endpointOrigins(data.endpoints) };
}

/** @throws ZodError for what could not be read back */
export function writeStoredClient(client: StoredClient): string {
  return JSON.stringify(storedClientSchema.parse(client));
}

export function readAuthtoken(text: string | undefined): string | undefined {
  return storedAuthtokenSchema.safeParse(parseJson(text)).data?.authtoken;
}

/** @throws ZodError for what could not be read back */
export function writeAuthtoken(authtoken: string): string {
  return JSON.stringify(storedAuthtokenSchema.parse({ authtoken }));
}

export function readApiKey(text: string | undefined): string | undefined {
  return storedApiKeySchema.safeParse(parseJson(text)).data?.apiKey;
}

/** @throws ZodError for what could not be read back */
export function writeApiKey(apiKey: string): string {
  return JSON.stringify(storedApiKeySchema.parse({ apiKey }));
}

export function readRegistrationToken(text: string | undefined): string | undefined {
  return storedRegistrationTokenSchema.safeParse(parseJson(text)).data?.registrationToken;
}

/** @throws ZodError for what could not be read back */
export function writeRegistrationToken(registrationToken: string): string {
  return JSON.stringify(storedRegistrationTokenSchema.parse({ registrationToken }));
}

export function readCloudEdge(text: string | undefined): StoredCloudEdge | undefined {
  return storedCloudEdgeSchema.safeParse(parseJson(text)).data;
}

/** @throws ZodError for what could not be read back */
export function writeCloudEdge(edge: StoredCloudEdge): string {
  return JSON.stringify(storedCloudEdgeSchema.parse(edge));
}

export function readSessionsKey(text: string | undefined): StoredSessionsKey | undefined {
  return storedSessionsKeySchema.safeParse(parseJson(text)).data;
}

/** @throws ZodError for what could not be read back */
export function writeSessionsKey(stored: StoredSessionsKey): string {
  return JSON.stringify(storedSessionsKeySchema.parse(stored));
}

/** The origins of the endpoints that a discovery document names. */
export function originsOf(discovered: DiscoveredProviderRecord): EndpointOrigins {
  return endpointOrigins({
    token: new URL(discovered.tokenEndpoint).origin,
    keys: new URL(discovered.jwksUri).origin,
    userinfo: discovered.userinfoEndpoint === undefined ? undefined : new URL(discovered.userinfoEndpoint).origin,
  });
}

/** Whether a document still names the places that were stored. */
export function sameEndpoints(stored: EndpointOrigins, discovered: DiscoveredProviderRecord): boolean {
  return !isMoved(stored, originsOf(discovered));
}

/** Whether anything would go to another place than those that were stored. A document that no longer names a userinfo endpoint sends nothing anywhere new. */
export function isMoved(stored: EndpointOrigins, now: EndpointOrigins): boolean {
  return now.token !== stored.token || now.keys !== stored.keys || (now.userinfo !== undefined && now.userinfo !== stored.userinfo);
}

/**
 * Stores every entry and then runs `then`, which saves what belongs to them. When anything fails, the entries are put back
 * as they were and the failure is thrown on: nothing is half saved.
 */
export async function storeThen(store: SecretStore, entries: ReadonlyMap<string, string>, then: () => Promise<void>): Promise<void> {
  const before = new Map<string, string | undefined>();
  try {
    for (const [key, value] of entries) {
      const earlier = await store.get(key);
      before.set(key, earlier);
      await store.store(key, value);
    }
    await then();
  } catch (failure) {
    const undone = await Promise.allSettled([...before].map(([key, value]) => (value === undefined ? store.delete(key) : store.store(key, value))));
    // A store that does not take its entries back is the graver news.
    const refusal = undone.find((result) => result.status === "rejected");
    if (refusal) throw refusal.reason;
    throw failure;
  }
}

function endpointOrigins({ token, keys, userinfo }: { readonly token: string; readonly keys: string; readonly userinfo?: string | undefined }): EndpointOrigins {
  return userinfo === undefined ? { token, keys } : { token, keys, userinfo };
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
