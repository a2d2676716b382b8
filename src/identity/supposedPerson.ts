import type { AccessRule } from "./accessRule";
import { ruleFromInput } from "./accessRuleInput";
import type { Person } from "./person";

/** Somebody as described, to ask a rule about them: whether their address is verified is the provider's to say. */
export interface SupposedPerson {
  readonly email: string | undefined;
  as(issuer: string, emailVerified: boolean): Person;
}

/**
 * Reads "alice@acme.com, group:engineering, claim:department=sales", in the spelling in which rules are typed: at most one address.
 * Undefined when that describes nobody.
 */
export function supposedPerson(input: string): SupposedPerson | undefined {
  const read = ruleFromInput(input);
  if (!read.ok) return undefined;
  const { emails, domains, groups = [], claims = [], networks = [] } = read.rule;
  const [email] = emails;
  if (domains.length > 0 || networks.length > 0 || emails.length > 1 || (email === undefined && groups.length === 0 && claims.length === 0)) return undefined;
  return {
    email,
    as: (issuer, emailVerified) => ({ issuer, subject: "", email, emailVerified, name: undefined, preferredUsername: undefined, groups, claims: valuesByName(claims) }),
  };
}

function valuesByName(claims: NonNullable<AccessRule["claims"]>): Readonly<Record<string, readonly string[]>> {
  const names = [...new Set(claims.map(({ name }) => name))];
  return Object.fromEntries(names.map((name) => [name, claims.filter((claim) => claim.name === name).map(({ value }) => value)]));
}
