// The client secret of the guided page, between the input and the secret store: for the issuer that it was typed for, and no other (S14, S27).
import type { ProviderProfile } from "../../identity/providerProfile";
import { sameEndpoints } from "../../shares/secretKeys";
import type { FoundIssuer } from "../dialog/findIssuer";
import type { SavedSecrets } from "../stores/savedSecrets";

export class TypedSecret {
  #held: { readonly clientSecret: string; readonly issuer: string | undefined } | undefined;

  /** @param issuer that the page showed; undefined: none yet, so that it is for the first that is found */
  hold(clientSecret: string, issuer: string | undefined): void {
    this.#held = { clientSecret, issuer };
  }

  /** @returns undefined where none was typed, or for another issuer */
  for(issuer: string): string | undefined {
    if (!this.#held) return undefined;
    this.#held = { ...this.#held, issuer: this.#held.issuer ?? issuer };
    return this.#held.issuer === issuer ? this.#held.clientSecret : undefined;
  }

  drop(): void {
    this.#held = undefined;
  }
}

export interface AskedSecret {
  readonly found: FoundIssuer | undefined;
  readonly clientId: string;
  /** What the page saved before. */
  readonly saved: ProviderProfile | undefined;
}

/**
 * The secret to save: the one that was typed, else the stored one of the very client that the page saved, as long as it would go where it
 * went before (S20). One whose endpoints moved is typed once more.
 */
export async function secretToSave({ secrets }: { readonly secrets: Pick<SavedSecrets, "client"> }, typed: TypedSecret, { found, clientId, saved }: AskedSecret): Promise<string | undefined> {
  if (!found) return undefined;
  const { discovered } = found;
  const own = typed.for(discovered.issuer);
  if (own !== undefined) return own;
  if (saved?.clientId !== clientId || saved.issuer !== discovered.issuer) return undefined;
  const stored = await secrets.client(saved);
  return stored && sameEndpoints(stored.endpoints, discovered) ? stored.clientSecret : undefined;
}
