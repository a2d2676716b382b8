import { accessRuleSchema, normaliseAddress, normaliseDomain, type AccessRule, type RuleClaim } from "./accessRule";
import { normaliseNetwork } from "./networks";

export type RuleInput = { readonly ok: true; readonly rule: AccessRule } | { readonly ok: false; readonly notUnderstood: string };

/**
 * Reads "acme.com, bob@partner.io, group:engineering, claim:department=R&D, ip:203.0.113.0/24" as typed: divided by commas, semicolons or white
 * space, which a group's name or a claim's value in quotation marks may contain: group:"All users". `*@acme.com` and `@acme.com`
 * mean the domain; there are no other wildcards. The first entry that is not understood is named.
 */
export function ruleFromInput(input: string): RuleInput {
  const emails = new Set<string>();
  const domains = new Set<string>();
  const groups = new Set<string>();
  const claims = new Map<string, RuleClaim>();
  const networks = new Set<string>();
  for (const entry of input.match(/(?:"[^"]*"|[^\s,;])+/g) ?? []) {
    const read = readEntry(entry);
    if (read === undefined) return { ok: false, notUnderstood: entry };
    if ("email" in read) emails.add(read.email);
    else if ("domain" in read) domains.add(read.domain);
    else if ("group" in read) groups.add(read.group);
    else if ("network" in read) networks.add(read.network);
    else claims.set(JSON.stringify(read), read);
  }
  const rule: AccessRule = {
    everyone: false,
    emails: [...emails],
    domains: [...domains],
    ...(groups.size === 0 ? {} : { groups: [...groups] }),
    ...(claims.size === 0 ? {} : { claims: [...claims.values()] }),
    ...(networks.size === 0 ? {} : { networks: [...networks] }),
  };
  return { ok: true, rule };
}

/** The rule as it would be typed; empty for everyone. */
export function inputFromRule({ emails, domains, groups = [], claims = [], networks = [] }: AccessRule): string {
  return [...domains, ...emails, ...groups.map((group) => `group:${quoted(group)}`), ...claims.map(({ name, value }) => `claim:${name}=${quoted(value)}`), ...networks.map((network) => `ip:${network}`)].join(", ");
}

type Entry = { readonly email: string } | { readonly domain: string } | { readonly group: string } | { readonly network: string } | RuleClaim;

function readEntry(entry: string): Entry | undefined {
  const network = /^ip:(.*)$/is.exec(entry)?.[1];
  if (network !== undefined) return readNetwork(network);
  const named = /^(group|claim):(.*)$/is.exec(entry);
  if (named) return readNamed(named[1]?.toLowerCase() === "group", named[2] ?? "");
  const bare = entry.replace(/^\*(?=@)/, "");
  if (bare.includes("*")) return undefined;
  const email = bare.startsWith("@") ? undefined : normaliseAddress(bare);
  if (email !== undefined) return { email };
  const domain = bare.slice(1).includes("@") ? undefined : normaliseDomain(bare);
  return domain === undefined ? undefined : { domain };
}

function readNetwork(typed: string): Entry | undefined {
  const network = normaliseNetwork(typed);
  return network === undefined ? undefined : { network };
}

function readNamed(isGroup: boolean, text: string): Entry | undefined {
  const equals = isGroup ? -1 : text.indexOf("=");
  const value = unquoted(text.slice(equals + 1));
  if (value === undefined || (!isGroup && equals < 1)) return undefined;
  if (isGroup) return accessRuleSchema.shape.groups.safeParse([value]).success ? { group: value } : undefined;
  const claim = { name: text.slice(0, equals), value };
  return !claim.name.includes('"') && accessRuleSchema.shape.claims.safeParse([claim]).success ? claim : undefined;
}

function unquoted(text: string): string | undefined {
  const inner = /^"(.*)"$/s.exec(text)?.[1] ?? text;
  return inner.includes('"') || /\p{Cc}/u.test(inner) ? undefined : inner;
}

function quoted(text: string): string {
  return /[\s,;]/.test(text) ? `"${text}"` : text;
}
