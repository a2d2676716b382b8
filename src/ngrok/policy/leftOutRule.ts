// The edge's own word to whoever signed in and may not come in. An extra, never the decision (S2): the gate decides again.
import { normaliseAddress, normaliseDomain, type AccessRule } from "../../identity/accessRule";
import type { OpenPath } from "../../identity/openPath";
import { celList, celString, needsSignIn, oidc } from "./cel";
import { leftOutPage } from "./leftOutPage";
import type { PolicyRule } from "./rule";

const email = `${oidc}.identity.email`;

/** Nothing in it that no plain address has, invisible characters among them; a domain in ASCII. In RE2 and JavaScript alike. */
const plainAddress = String.raw`^[^@"(),:;<>\[\]\\\x00-\x20\x7f` + "\u0080-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u3000\ufeff]+@[!-?A-~]+$";

/**
 * Turns away whoever the rule leaves out by address and domain. Exact, or not there at all: undefined for a rule that asks for more than
 * that, and where one address has several spellings, which the gate knows and an expression doesn't. Whether an address is verified the
 * edge can't know.
 *
 * @param login where another account is asked for
 */
export function leftOutRule(rule: AccessRule, login: string, openPaths: readonly OpenPath[]): PolicyRule | undefined {
  const admitted = admittedByAddress(rule);
  if (admitted === undefined) return undefined;
  return {
    name: "Left out",
    // One expression: on an open path nobody signed in, and reading the address fails (2253).
    expressions: [[needsSignIn(openPaths), `!${admitted}`].filter((part) => part !== undefined).join(" && ")],
    actions: [{ type: "custom-response", config: leftOutPage(login) }],
  };
}

/** Holds for whom the rule names by address and domain, in parentheses; undefined as for `leftOutRule`. It fails where the address is not there at all. */
export function admittedByAddress(rule: AccessRule): string | undefined {
  const listed = listedBy(rule);
  if (listed === undefined) return undefined;
  const { addresses, domains } = listed;
  const among = [
    // An ASCII letter's neighbours in Unicode (U+212A for k) become one when they are made small.
    ...(addresses.length === 0 ? [] : [`${email}.matches(${celString("^[!-~]+$")}) && ${email}.lowerAscii() in ${celList(addresses)}`]),
    ...domains.map((domain) => `${email}.lowerAscii().endsWith(${celString(`@${domain}`)})`),
  ];
  // An address that is missing is empty, and no address. With a second "@" it would be another's.
  return `(${email}.matches(${celString(plainAddress)}) && (${among.join(" || ")}))`;
}

/** Does the edge, bound for one rule, let everybody through whom another admits? Then it need not be bound anew for that one: the gate decides. */
export function letsThrough(bound: AccessRule, rule: AccessRule): boolean {
  const [edge, wanted] = [listedBy(bound), listedBy(rule)];
  if (edge === undefined || wanted === undefined) return edge === undefined;
  const known = (address: string) => edge.addresses.includes(address) || edge.domains.includes(address.slice(address.indexOf("@") + 1));
  return wanted.addresses.every(known) && wanted.domains.every((domain) => edge.domains.includes(domain));
}

function listedBy({ everyone, emails, domains, groups = [], claims = [] }: AccessRule): { readonly addresses: readonly string[]; readonly domains: readonly string[] } | undefined {
  if (everyone || groups.length + claims.length > 0 || emails.length + domains.length === 0) return undefined;
  const addresses = emails.map(normaliseAddress);
  const names = domains.map(normaliseDomain);
  return [...addresses, ...names].every(hasOneSpelling) ? { addresses: addresses.filter(isText), domains: names.filter(isText) } : undefined;
}

/** Small and capital ASCII letters apart. A domain in Unicode is written in Punycode as well. */
function hasOneSpelling(normalised: string | undefined): boolean {
  return normalised !== undefined && /^[\x21-\x7e]+$/.test(normalised) && !/(^|[@.])xn--/.test(normalised);
}

function isText(text: string | undefined): text is string {
  return text !== undefined;
}
