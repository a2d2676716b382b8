// What the view shows of the saved providers. Secrets are looked at beside it: a keyring may be waiting for its password.
import type { Disposable } from "../../base/disposable";
import { Emitter } from "../../base/emitter";
import { Latest } from "../../base/latest";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { ProviderSight } from "../../presentation/providerRows";
import { discoveryUrl } from "../../shares/providerChannel";
import { isMoved, type StoredClient } from "../../shares/secretKeys";
import type { EndpointOrigins, Share } from "../../shares/share";
import type { ProviderSettings } from "../stores/providerSettings";
import type { SavedSecrets } from "../stores/savedSecrets";

export interface SightParts {
  readonly providers: Pick<ProviderSettings, "read">;
  readonly secrets: Pick<SavedSecrets, "client">;
  readonly registry: { readonly shares: readonly Share[] };
  /** What each discovery document named when it was read last, by its address. */
  readonly seen: ReadonlyMap<string, EndpointOrigins>;
}

/** What is remembered of a stored client: never the secret itself. */
interface SeenClient {
  readonly secret: "stored" | "missing" | "unknown";
  readonly endpoints: EndpointOrigins | undefined;
}

export class ProviderSights implements Disposable {
  readonly #changed = new Emitter<undefined>();
  readonly #looks: Latest<undefined>;
  #clients: ReadonlyMap<string, SeenClient> = new Map();
  /** Something else is to be shown than before. */
  readonly onDidChange = this.#changed.event;

  constructor(private readonly parts: SightParts) {
    this.#looks = new Latest(() => this.#look());
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** As far as it is known now. */
  of(profile: ProviderProfile): ProviderSight {
    const { registry, seen } = this.parts;
    const { secret = "unknown", endpoints } = this.#clients.get(idOf(profile)) ?? {};
    const now = seen.get(discoveryUrl(profile.issuer));
    return {
      profile,
      secret: profile.clientAuthentication === "none" || profile.vaultSecret ? "notNeeded" : secret,
      endpointsMoved: endpoints !== undefined && now !== undefined && isMoved(endpoints, now),
      shares: registry.shares.filter((share) => runsWith(share, profile)).length,
    };
  }

  /** Asks the secret store. */
  look(): Promise<void> {
    return this.#looks.put(undefined);
  }

  async #look(): Promise<void> {
    const { providers, secrets } = this.parts;
    // A store that refuses says so wherever something is asked of it; a row is no place to tell it.
    const asked = providers.read().profiles.map(async (profile) => [idOf(profile), await secrets.client(profile).then(seenOf, () => unknown)] as const);
    const clients = new Map(await Promise.all(asked));
    const changed = JSON.stringify([...clients]) !== JSON.stringify([...this.#clients]);
    this.#clients = clients;
    if (changed) this.#changed.fire(undefined);
  }
}

const unknown: SeenClient = { secret: "unknown", endpoints: undefined };

function seenOf(stored: StoredClient | undefined): SeenClient {
  return { secret: stored?.clientSecret === undefined ? "missing" : "stored", endpoints: stored?.endpoints };
}

function idOf({ issuer, clientId }: Pick<ProviderProfile, "issuer" | "clientId">): string {
  return JSON.stringify([issuer, clientId]);
}

/** By its client, since that is what a secret belongs to. */
export function runsWith({ spec: { provider }, state }: Share, { issuer, clientId }: Pick<ProviderProfile, "issuer" | "clientId">): boolean {
  return state.kind !== "failed" && state.kind !== "stopped" && sameClient(provider, { issuer, clientId });
}

export function sameClient(one: Pick<ProviderProfile, "issuer" | "clientId">, other: Pick<ProviderProfile, "issuer" | "clientId">): boolean {
  return one.issuer === other.issuer && one.clientId === other.clientId;
}
