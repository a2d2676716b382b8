import * as z from "zod";
import type { AccessRule } from "./accessRule";
import type { PersonReading } from "./knownProvider";
import type { ProviderProfile } from "./providerProfile";
import { providerOf } from "./providers";

export const wantedClaimsSchema = z.object({ groups: z.boolean(), claims: z.array(z.string().max(100)).max(100).readonly() });

/** What a rule has to know of a person besides who they are and their e-mail address. */
export type WantedClaims = Readonly<z.infer<typeof wantedClaimsSchema>>;

export function wantedBy({ groups = [], claims = [] }: AccessRule): WantedClaims {
  return { groups: groups.length > 0, claims: [...new Set(claims.map(({ name }) => name))] };
}

/**
 * The profile's scopes, with the one for groups where the rule names groups and the provider's own file says that it is needed.
 *
 * @param listed the discovery document's `scopes_supported`
 */
export function scopesFor(profile: Pick<ProviderProfile, "kind" | "issuer" | "scopes">, { groups }: WantedClaims, listed: readonly string[]): readonly string[] {
  const { scope, scopeName = "groups" } = providerOf(profile).groups;
  const needed = groups && (scope === "always" || (scope === "whenListed" && listed.includes(scopeName)));
  return needed && !profile.scopes.includes(scopeName) ? [...profile.scopes, scopeName] : profile.scopes;
}

/** How people of this profile are read: as the provider's own file says, with the claim for groups that the profile names. */
export function readingFor(profile: Pick<ProviderProfile, "kind" | "issuer" | "groupsClaim">): PersonReading {
  const { person } = providerOf(profile);
  const { groupsClaim } = profile;
  // Of a claim of the person's own naming it is not known whether it has one text or a list.
  return groupsClaim === undefined ? person : { ...person, groups: { name: groupsClaim, form: person.groups?.form === "keys" ? "keys" : "semicolons" } };
}
