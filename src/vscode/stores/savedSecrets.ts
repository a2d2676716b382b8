import type { SecretStore } from "../../base/stores";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { CloudEdgeStore } from "../../shares/cloud/cloudAccess";
import {
  apiKeyKey,
  authtokenKey,
  clientKey,
  cloudEdgeKey,
  isApiKeyKey,
  isAuthtokenKey,
  registrationTokenKey,
  readApiKey,
  readAuthtoken,
  readCloudEdge,
  readRegistrationToken,
  readStoredClient,
  storeThen,
  writeApiKey,
  writeAuthtoken,
  writeCloudEdge,
  writeRegistrationToken,
  writeStoredClient,
  type ApiServer,
  type NgrokServer,
  type StoredClient,
} from "../../shares/secretKeys";

export interface SecretsToSave {
  readonly client?: { readonly profile: ProviderProfile; readonly stored: StoredClient } | undefined;
  readonly authtoken?: { readonly server: NgrokServer; readonly authtoken: string } | undefined;
  /** Of a client that was registered dynamically. @see registrationTokenKey */
  readonly registration?: { readonly uri: string; readonly token: string } | undefined;
}

/** What rests in the secret store, in the words of the product. */
export class SavedSecrets {
  constructor(private readonly store: SecretStore) {}

  async client({ issuer, clientId }: Pick<ProviderProfile, "issuer" | "clientId">): Promise<StoredClient | undefined> {
    return readStoredClient(await this.store.get(clientKey(issuer, clientId)));
  }

  async authtoken(server: NgrokServer): Promise<string | undefined> {
    return readAuthtoken(await this.store.get(authtokenKey(server)));
  }

  /** Of any server. Looks at names alone: no keyring has to be opened. */
  async hasAuthtoken(): Promise<boolean> {
    return (await this.store.keys()).some(isAuthtokenKey);
  }

  async apiKey(server: ApiServer): Promise<string | undefined> {
    return readApiKey(await this.store.get(apiKeyKey(server)));
  }

  async saveApiKey(server: ApiServer, apiKey: string): Promise<void> {
    await this.store.store(apiKeyKey(server), writeApiKey(apiKey));
  }

  /** What is kept of one Cloud Endpoint of an account. */
  cloudEdge(apiAddress: string, url: string): CloudEdgeStore {
    const key = cloudEdgeKey(apiAddress, url);
    return {
      read: async () => readCloudEdge(await this.store.get(key)),
      write: (edge) => this.store.store(key, writeCloudEdge(edge)),
      forget: () => this.store.delete(key),
    };
  }

  /** Secrets first, then `then`; all or nothing. */
  async save({ client, authtoken, registration }: SecretsToSave, then: () => Promise<void>): Promise<void> {
    const entries = new Map<string, string>();
    if (client) entries.set(clientKey(client.profile.issuer, client.profile.clientId), writeStoredClient(client.stored));
    if (authtoken) entries.set(authtokenKey(authtoken.server), writeAuthtoken(authtoken.authtoken));
    if (registration) entries.set(registrationTokenKey(registration.uri), writeRegistrationToken(registration.token));
    await storeThen(this.store, entries, then);
  }

  /** @param uri where the client is managed */
  async registrationToken(uri: string): Promise<string | undefined> {
    return readRegistrationToken(await this.store.get(registrationTokenKey(uri)));
  }

  async saveRegistrationToken(uri: string, token: string): Promise<void> {
    await this.store.store(registrationTokenKey(uri), writeRegistrationToken(token));
  }

  async forgetRegistrationToken(uri: string): Promise<void> {
    await this.store.delete(registrationTokenKey(uri));
  }

  async forgetClient({ issuer, clientId }: ProviderProfile): Promise<void> {
    await this.store.delete(clientKey(issuer, clientId));
  }

  /** Those of every server. @returns how many there were */
  forgetAuthtokens(): Promise<number> {
    return this.#forget(isAuthtokenKey);
  }

  /** Those of every address. @returns how many there were */
  forgetApiKeys(): Promise<number> {
    return this.#forget(isApiKeyKey);
  }

  async forgetAll(): Promise<void> {
    await this.#forget(() => true);
  }

  async #forget(meant: (key: string) => boolean): Promise<number> {
    const keys = (await this.store.keys()).filter(meant);
    for (const key of keys) await this.store.delete(key);
    return keys.length;
  }
}
