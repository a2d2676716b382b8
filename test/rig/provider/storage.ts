// oidc-provider's storage in memory, kept apart from the Provider object so that both survive a key rotation.
import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";
import { metadataOf, type RigClient } from "./clients";

interface Row {
  readonly payload: AdapterPayload;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** An interaction knows its grant too, but goes on when somebody else signs in over an old session. */
const endWithGrant = new Set(["AccessToken", "AuthorizationCode", "RefreshToken"]);

class MemoryAdapter implements Adapter {
  readonly #rows = new Map<string, Row>();

  constructor(readonly every: ReadonlyMap<string, MemoryAdapter>) {}

  upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    this.#rows.set(id, { payload, until: expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000 });
    return Promise.resolve();
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    const row = this.#rows.get(id);
    return Promise.resolve(row !== undefined && row.until > Date.now() ? row.payload : undefined);
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve([...this.#rows.values()].find(({ payload, until }) => payload.uid === uid && until > Date.now())?.payload);
  }

  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  consume(id: string): Promise<void> {
    const row = this.#rows.get(id);
    if (row !== undefined) row.payload.consumed = Math.floor(Date.now() / 1000);
    return Promise.resolve();
  }

  destroy(id: string): Promise<void> {
    this.#rows.delete(id);
    return Promise.resolve();
  }

  revokeByGrantId(grantId: string): Promise<void> {
    for (const [model, adapter] of this.every) {
      if (!endWithGrant.has(model)) continue;
      for (const [id, { payload }] of adapter.#rows) if (payload.grantId === grantId) adapter.#rows.delete(id);
    }
    return Promise.resolve();
  }
}

class ClientAdapter extends MemoryAdapter {
  constructor(
    every: ReadonlyMap<string, MemoryAdapter>,
    readonly clients: readonly RigClient[],
    readonly isRefused: (client: RigClient) => boolean,
  ) {
    super(every);
  }

  override find(id: string): Promise<AdapterPayload | undefined> {
    const client = this.clients.find(({ clientId }) => clientId === id);
    // Registered dynamically.
    if (client === undefined) return super.find(id);
    return Promise.resolve(this.isRefused(client) ? undefined : (metadataOf(client) as AdapterPayload));
  }
}

/** `clients` is read at every request: what is changed there acts at once. To a request that `isRefused`, a client is unknown. */
export function memoryStorage(clients: readonly RigClient[], isRefused: (client: RigClient) => boolean): AdapterFactory {
  const adapters = new Map<string, MemoryAdapter>();
  return (model) => {
    const adapter = adapters.get(model) ?? (model === "Client" ? new ClientAdapter(adapters, clients, isRefused) : new MemoryAdapter(adapters));
    adapters.set(model, adapter);
    return adapter;
  };
}
