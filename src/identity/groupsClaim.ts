// People's groups, read in one place from whatever form a provider gives them.
import * as z from "zod";
import type { GroupsClaim } from "./knownProvider";

type Claims = Readonly<Record<string, unknown>>;

export interface ReadGroups {
  readonly groups: readonly string[];
  /** They did not fit: the provider names a place to ask instead (OpenID Connect Core 1.0, section 5.6.2; Entra ID with more than 200). */
  readonly cut: boolean;
}

const namesSchema = z.array(z.string().min(1).max(255)).max(1000);

/** Names as the provider writes them: a rule is held against them exactly. Anything in another form is no group. */
export function groupsFrom(claims: Claims, claim: GroupsClaim | undefined): ReadGroups {
  if (claim === undefined) return { groups: [], cut: false };
  const name = claimNameOf(claims, claim);
  const value = name === undefined ? undefined : claims[name];
  return { groups: namesSchema.safeParse(named(value, claim.form)).data ?? [], cut: value === undefined && isElsewhere(claims, claim.name) };
}

/** Whether the claims say anything of groups; where they don't, userinfo may. */
export function tellsGroups(claims: Claims, claim: GroupsClaim | undefined): boolean {
  return claim === undefined || claimNameOf(claims, claim) !== undefined || isElsewhere(claims, claim.name);
}

function claimNameOf(claims: Claims, { name, namespaced }: GroupsClaim): string | undefined {
  if (Object.hasOwn(claims, name)) return name;
  if (namespaced !== true) return undefined;
  const [only, ...more] = Object.keys(claims).filter((other) => /^https?:\/\//i.test(other) && other.endsWith(`/${name}`));
  // Of several, which one is meant can't be known.
  return more.length === 0 ? only : undefined;
}

function named(value: unknown, form: GroupsClaim["form"]): unknown {
  if (form === "keys") return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined;
  return form === "semicolons" && typeof value === "string" ? value.split(";").map((one) => one.trim()).filter((one) => one !== "") : value;
}

function isElsewhere(claims: Claims, name: string): boolean {
  const { _claim_names: names, hasgroups: has } = claims;
  return has === true || (typeof names === "object" && names !== null && Object.hasOwn(names, name));
}
