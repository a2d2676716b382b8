import { domainToASCII } from "node:url";
import * as z from "zod";
import { normaliseNetwork } from "./networks";
import type { Person } from "./person";

/** A claim of the ID token or userinfo that a person must have. An e-mail address is none: it counts only when it is verified (S8). */
const claimSchema = z.object({
  name: z.string().min(1).max(100).refine((name) => name !== "email"),
  value: z.string().min(1).max(255),
});

/**
 * Who may come in. People are named by address, domain or group, and any of these is enough; `everyone` means everyone whom the
 * provider lets sign in. Every claim that is named must hold besides; claims alone admit whoever has all of them. A rule that names
 * nobody admits nobody, from whatever network.
 */
export const accessRuleSchema = z.object({
  everyone: z.boolean(),
  emails: z.array(z.string().max(254)).max(500),
  domains: z.array(z.string().max(253)).max(100),
  groups: z.array(z.string().min(1).max(255)).max(100).optional(),
  claims: z.array(claimSchema).max(20).optional(),
  /** S22: as normaliseNetwork has them. Whoever it is has to ask from one of these besides; the gate decides that per request. */
  networks: z.array(z.string().max(43).refine((network) => normaliseNetwork(network) === network)).max(50).optional(),
});

export type AccessRule = Readonly<z.infer<typeof accessRuleSchema>>;
export type RuleClaim = Readonly<z.infer<typeof claimSchema>>;

export type Verdict =
  | { readonly admitted: true; readonly because: "everyone" | "email" | "domain" | "group" | "claims" }
  | { readonly admitted: false; readonly because: "ruleEmpty" | "noEmail" | "emailNotVerified" | "groupsCut" | "notListed" }
  | { readonly admitted: false; readonly because: "claim"; readonly claim: RuleClaim };

export interface Vouching {
  /** S8: the provider's own file says that its e-mail addresses can be believed without `email_verified`. */
  readonly vouchesForEmail: boolean;
}

/** May this person come in? Pure; the only place where that is decided. */
export function decide(rule: AccessRule, person: Person, vouching: Vouching): Verdict {
  const named = decidePeople(rule, person, vouching);
  const lacking = named.admitted ? (rule.claims ?? []).find((claim) => !hasClaim(person, claim)) : undefined;
  return lacking === undefined ? named : { admitted: false, because: "claim", claim: lacking };
}

function decidePeople(rule: AccessRule, person: Person, vouching: Vouching): Verdict {
  const { everyone, emails, domains, groups = [], claims = [] } = rule;
  if (everyone) return { admitted: true, because: "everyone" };
  if (emails.length === 0 && domains.length === 0 && groups.length === 0) return claims.length === 0 ? { admitted: false, because: "ruleEmpty" } : { admitted: true, because: "claims" };
  // Exactly: "admins" is neither "Admins" nor part of "admins-old".
  if (groups.some((group) => person.groups.includes(group))) return { admitted: true, because: "group" };
  const otherwise = { admitted: false, because: groups.length > 0 && person.groupsCut === true ? "groupsCut" : "notListed" } as const;
  if (emails.length === 0 && domains.length === 0) return otherwise;
  const address = person.email === undefined ? undefined : normaliseAddress(person.email);
  if (address === undefined) return { admitted: false, because: "noEmail" };
  if (!person.emailVerified && !vouching.vouchesForEmail) return { admitted: false, because: "emailNotVerified" };
  if (emails.some((email) => normaliseAddress(email) === address)) return { admitted: true, because: "email" };
  const domain = person.domain === undefined ? address.slice(address.lastIndexOf("@") + 1) : normaliseDomain(person.domain ?? "");
  if (domain !== undefined && domains.some((allowed) => normaliseDomain(allowed) === domain)) return { admitted: true, because: "domain" };
  return otherwise;
}

/** The value itself, or a list that has it as an element; numbers and truth values as JSON writes them. */
function hasClaim({ claims = {} }: Person, { name, value }: RuleClaim): boolean {
  const held = Object.hasOwn(claims, name) && name !== "email" ? claims[name] : undefined;
  return Array.isArray(held) ? held.some((one) => String(one) === value) : held !== undefined && String(held) === value;
}

/** Lower case, NFC, the domain in its ASCII form, so that equal spellings of one address are one. Undefined when it is no plain address. */
export function normaliseAddress(address: string): string | undefined {
  const at = address.indexOf("@");
  if (at < 1 || at !== address.lastIndexOf("@") || notInLocalPart.test(address.slice(0, at))) return undefined;
  const domain = normaliseDomain(address.slice(at + 1));
  if (domain === undefined) return undefined;
  const typed = address.slice(0, at);
  const folded = typed.normalize("NFC").toLowerCase();
  // The Kelvin sign would become a plain k, and the address another person's: such a one is equal to itself alone.
  const local = isAscii(folded) && !isAscii(typed) ? typed : folded;
  return `${local}@${domain}`;
}

/** The ASCII form of a domain, without a leading `@` or a trailing dot. Undefined when it is none; a network address is none. */
export function normaliseDomain(domain: string): string | undefined {
  const bare = domain.trim().replace(/^@/, "").replace(/\.$/, "");
  if (notInDomain.test(bare)) return undefined;
  const ascii = domainToASCII(bare).toLowerCase();
  if (!/^(?=.{1,253}$)([a-z0-9_]([a-z0-9-_]{0,61}[a-z0-9_])?\.)+(?=[0-9-]*[a-z])[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(ascii)) return undefined;
  return ascii;
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

const notInLocalPart = /[\s"(),:;<>@[\\\]\p{Cc}\p{Cf}]/u;
// domainToASCII reads as a URL parser does: it ends at `/`, `?`, `#` and `\`, drops tabs and undoes percent encoding,
// so that `acme.com/.evil.org` would count as acme.com.
const notInDomain = /[^\p{L}\p{M}\p{N}._\u3002\uFF0E\uFF61-]/u;
