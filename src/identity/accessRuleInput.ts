import { normaliseAddress, normaliseDomain, type AccessRule } from "./accessRule";

export type RuleInput = { readonly ok: true; readonly rule: AccessRule } | { readonly ok: false; readonly notUnderstood: string };

/**
 * Reads "acme.com, bob@partner.io" as typed: addresses and domains, divided by commas, semicolons or white space.
 * `*@acme.com` and `@acme.com` mean the domain; there are no other wildcards. The first entry that is neither is named.
 */
export function ruleFromInput(input: string): RuleInput {
  const emails = new Set<string>();
  const domains = new Set<string>();
  for (const entry of input.split(/[\s,;]+/).filter((part) => part !== "")) {
    const bare = entry.replace(/^\*(?=@)/, "");
    const address = bare.startsWith("@") ? undefined : normaliseAddress(bare);
    const domain = address === undefined ? normaliseDomain(bare) : undefined;
    if (bare.includes("*")) return { ok: false, notUnderstood: entry };
    if (address !== undefined) emails.add(address);
    else if (domain !== undefined && !bare.slice(1).includes("@")) domains.add(domain);
    else return { ok: false, notUnderstood: entry };
  }
  return { ok: true, rule: { everyone: false, emails: [...emails], domains: [...domains] } };
}
