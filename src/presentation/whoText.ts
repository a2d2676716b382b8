// Who may come in, in words: within the sentence that is confirmed, and alone.
import type { AccessRule, RuleClaim } from "../identity/accessRule";
import type { ProviderProfile } from "../identity/providerProfile";
import { message, placeholders, type Message } from "./message";

type NamedProvider = Pick<ProviderProfile, "name">;

interface Words {
  /** Continues "Share localhost:3000 …". */
  readonly within: string;
  readonly alone: string;
}

/** Every person, domain and group of the rule is named or counted, since the sentence is the consent. */
function wordsFor({ everyone, emails, domains, groups = [], claims = [] }: AccessRule): Words {
  if (everyone || (emails.length + domains.length + groups.length === 0 && claims.length > 0)) return { within: "with everyone whom {provider} lets sign in", alone: "Everyone whom {provider} lets sign in" };
  if (groups.length > 0) return wordsWithGroups(domains.length > 0, emails.length > 0);
  if (domains.length > 0 && emails.length > 0) return { within: "with everyone at {domains}, and with {emails}", alone: "Everyone at {domains}, and {emails}" };
  if (domains.length > 2) return { within: "with everyone at {domain} and {otherDomains} other domains", alone: "Everyone at {domain} and {otherDomains} other domains" };
  if (domains.length === 2) return { within: "with everyone at {domain} and {secondDomain}", alone: "Everyone at {domain} and {secondDomain}" };
  if (domains.length === 1) return { within: "with everyone at {domain}", alone: "Everyone at {domain}" };
  if (emails.length > 2) return { within: "with {email} and {otherEmails} others", alone: "{email} and {otherEmails} others" };
  if (emails.length === 2) return { within: "with {email} and {secondEmail}", alone: "{email} and {secondEmail}" };
  if (emails.length === 1) return { within: "with {email}", alone: "{email}" };
  return { within: "with nobody yet", alone: "Nobody yet" };
}

function wordsWithGroups(domains: boolean, emails: boolean): Words {
  if (domains && emails) return { within: "with everyone at {domains}, members of {groups}, and with {emails}", alone: "Everyone at {domains}, members of {groups}, and {emails}" };
  if (domains) return { within: "with everyone at {domains} and members of {groups}", alone: "Everyone at {domains} and members of {groups}" };
  if (emails) return { within: "with members of {groups}, and with {emails}", alone: "Members of {groups}, and {emails}" };
  return { within: "with members of {groups}", alone: "Members of {groups}" };
}

/** "with everyone at acme.com". */
export function withWhom(rule: AccessRule, provider: NamedProvider): Message {
  return conditional(filled(wordsFor(rule).within, rule, provider), rule);
}

/** "Everyone at acme.com". */
export function ruleText(rule: AccessRule, provider: NamedProvider): Message {
  return conditional(filled(wordsFor(rule).alone, rule, provider), rule);
}

/** "…, only if department = sales, and only from 203.0.113.0/24": whoever they are, every claim must hold, and one of the networks. */
function conditional(who: Message, { claims = [], networks = [] }: AccessRule): Message {
  const facts = { who, claims: listed(claims.map(claimText)), networks: listed(networks) };
  if (claims.length > 0 && networks.length > 0) return message("{who}, only if {claims}, and only from {networks}", facts, mostNames);
  if (claims.length > 0) return message("{who}, only if {claims}", { who, claims: facts.claims }, mostNames);
  if (networks.length > 0) return message("{who}, only from {networks}", { who, networks: facts.networks }, mostNames);
  return who;
}

export function claimText({ name, value }: RuleClaim): string {
  return `${name} = ${value}`;
}

function filled(text: string, { emails, domains, groups = [] }: AccessRule, provider: NamedProvider): Message {
  const facts: Readonly<Record<string, string | number>> = {
    provider: provider.name,
    domain: domains[0] ?? "",
    secondDomain: domains[1] ?? "",
    otherDomains: domains.length - 1,
    domains: listed(domains),
    email: emails[0] ?? "",
    secondEmail: emails[1] ?? "",
    otherEmails: emails.length - 1,
    emails: listed(emails),
    groups: listed(groups),
  };
  // A domain name has up to 253 characters and an address 254: cut ones could be other people's.
  return message(text, Object.fromEntries(placeholders(text).map((name) => [name, facts[name] ?? ""])), mostNames);
}

const mostNames = 600;

/** The first two, and how many more: "acme.com, partner.io, +3". */
function listed(names: readonly string[]): string {
  const rest = names.length - 2;
  return [...names.slice(0, 2), ...(rest > 0 ? [`+${rest}`] : [])].join(", ");
}
