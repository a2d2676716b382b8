import { decide, type AccessRule, type Verdict, type Vouching } from "./accessRule";
import type { Person } from "./person";

/** One demand of a rule, and how a person meets it by itself. */
export interface RuleField {
  readonly field: "everyone" | "email" | "domain" | "group" | "claim";
  /** Only of `claim`. */
  readonly claim?: string;
  readonly verdict: Verdict;
}

const nobody: AccessRule = { everyone: false, emails: [], domains: [] };

/**
 * What a rule asks for, field by field. Each is decided by what decides the whole, so that the two can't differ: any one of the first
 * four is enough, and every claim has to hold besides. Networks are of the request, not of the person, and not among them.
 */
export function ruleFields(rule: AccessRule, person: Person, vouching: Vouching): readonly RuleField[] {
  const { everyone, emails, domains, groups = [], claims = [] } = rule;
  const alone = (part: Partial<AccessRule>): Verdict => decide({ ...nobody, ...part }, person, vouching);
  return [
    ...(everyone ? [{ field: "everyone", verdict: alone({ everyone }) } as const] : []),
    ...(emails.length > 0 ? [{ field: "email", verdict: alone({ emails }) } as const] : []),
    ...(domains.length > 0 ? [{ field: "domain", verdict: alone({ domains }) } as const] : []),
    ...(groups.length > 0 ? [{ field: "group", verdict: alone({ groups }) } as const] : []),
    ...claims.map((claim) => ({ field: "claim", claim: `${claim.name}=${claim.value}`, verdict: alone({ everyone: true, claims: [claim] }) }) as const),
  ];
}
