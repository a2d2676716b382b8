import type { AccessRule } from "./accessRule";
import type { ProviderProfile } from "./providerProfile";
import { knownProviders } from "./providers";

/** What a rule has to know of a person besides who they are and their e-mail address. */
export interface WantedClaims {
  readonly groups: boolean;
  readonly claims: readonly string[];
}

export function wantedBy({ groups = [], claims = [] }: AccessRule): WantedClaims {
  return { groups: groups.length > 0, claims: [...new Set(claims.map(({ name }) => name))] };
}

/**
 * The profile's scopes, with the one for groups where the rule names groups and the provider's own file says that it is needed.
 *
 * @param listed the discovery document's `scopes_supported`
 */
export function scopesFor(profile: Pick<ProviderProfile, "kind" | "scopes">, { groups }: WantedClaims, listed: readonly string[]): readonly string[] {
  const { scope } = knownProviders[profile.kind].groups;
  const needed = groups && (scope === "always" || (scope === "whenListed" && listed.includes("groups")));
  return needed && !profile.scopes.includes("groups") ? [...profile.scopes, "groups"] : profile.scopes;
}
