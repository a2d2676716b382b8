import type { SecretStore } from "../../base/stores";
import type { ProviderProfile } from "../../identity/providerProfile";
import { authtokenKey, clientKey, isAuthtokenKey, readAuthtoken, readStoredClient, storeThen, writeAuthtoken, writeStoredClient, type NgrokServer, type StoredClient } from "../../shares/secretKeys";

export interface SecretsToSave {
  readonly client?: { readonly profile: ProviderProfile; readonly stored: StoredClient } | undefined;
  readonly authtoken?: { readonly server: NgrokServer; readonly authtoken: string } | undefined;
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

  /** Secrets first, then `then`; all or nothing. */
  async save({ client, authtoken }: SecretsToSave, then: () => Promise<void>): Promise<void> {
    const entries = new Map<string, string>();
    if (client) entries.set(clientKey(client.profile.issuer, client.profile.clientId), writeStoredClient(client.stored));
    if (authtoken) entries.set(authtokenKey(authtoken.server), writeAuthtoken(authtoken.authtoken));
    await storeThen(this.store, entries, then);
  }

  async forgetClient({ issuer, clientId }: ProviderProfile): Promise<void> {
    await this.store.delete(clientKey(issuer, clientId));
  }

  /** Those of every server. @returns how many there were */
  async forgetAuthtokens(): Promise<number> {
    const keys = (await this.store.keys()).filter(isAuthtokenKey);
    for (const key of keys) await this.store.delete(key);
    return keys.length;
  }

  async forgetAll(): Promise<void> {
    for (const key of await this.store.keys()) await this.store.delete(key);
  }
}
