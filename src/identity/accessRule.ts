import { domainToASCII } from "node:url";
import * as z from "zod";
import type { Person } from "./person";

/** Who may come in. `everyone` means: everyone whom the provider lets sign in. A rule that names nobody admits nobody. */
export const accessRuleSchema = z.object({
  everyone: z.boolean(),
  emails: z.array(z.string().max(254)).max(500),
  domains: z.array(z.string().max(253)).max(100),
});

export type AccessRule = Readonly<z.infer<typeof accessRuleSchema>>;

export type Verdict =
  | { readonly admitted: true; readonly because: "everyone" | "email" | "domain" }
  | { readonly admitted: false; readonly because: "ruleEmpty" | "noEmail" | "emailNotVerified" | "notListed" };

export interface Vouching {
  /** S8: the provider's own file says that its e-mail addresses can be believed without `email_verified`. */
  readonly vouchesForEmail: boolean;
}

/** May this person come in? Pure; the only place where that is decided. */
export function decide(rule: AccessRule, person: Person, vouching: Vouching): Verdict {
  if (rule.everyone) return { admitted: true, because: "everyone" };
  if (rule.emails.length === 0 && rule.domains.length === 0) return { admitted: false, because: "ruleEmpty" };
  const address = person.email === undefined ? undefined : normaliseAddress(person.email);
  if (address === undefined) return { admitted: false, because: "noEmail" };
  if (!person.emailVerified && !vouching.vouchesForEmail) return { admitted: false, because: "emailNotVerified" };
  if (rule.emails.some((email) => normaliseAddress(email) === address)) return { admitted: true, because: "email" };
  const domain = address.slice(address.lastIndexOf("@") + 1);
  if (rule.domains.some((allowed) => normaliseDomain(allowed) === domain)) return { admitted: true, because: "domain" };
  return { admitted: false, because: "notListed" };
}

/** Lower case, NFC, the domain in its ASCII form, so that equal spellings of one address are one. Undefined when it is no plain address. */
export function normaliseAddress(address: string): string | undefined {
  const at = address.indexOf("@");
  if (at < 1 || at !== address.lastIndexOf("@") || notInLocalPart.test(address.slice(0, at))) return undefined;
  const domain = normaliseDomain(address.slice(at + 1));
  if (domain === undefined) return undefined;
  return `${address.slice(0, at).normalize("NFC").toLowerCase()}@${domain}`;
}

/** The ASCII form of a domain, without a leading `@` or a trailing dot. Undefined when it is none; a network address is none. */
export function normaliseDomain(domain: string): string | undefined {
  const bare = domain.trim().replace(/^@/, "").replace(/\.$/, "");
  if (notInDomain.test(bare)) return undefined;
  const ascii = domainToASCII(bare).toLowerCase();
  if (!/^(?=.{1,253}$)([a-z0-9_]([a-z0-9-_]{0,61}[a-z0-9_])?\.)+(?=[0-9-]*[a-z])[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(ascii)) return undefined;
  return ascii;
}

const notInLocalPart = /[\s"(),:;<>@[\\\]\p{Cc}\p{Cf}]/u;
// domainToASCII reads as a URL parser does: it ends at `/`, `?`, `#` and `\`, drops tabs and undoes percent encoding,
// so that `acme.com/.evil.org` would count as acme.com.
const notInDomain = /[^\p{L}\p{M}\p{N}._\u3002\uFF0E\uFF61-]/u;
