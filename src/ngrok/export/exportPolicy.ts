// The traffic policy of a share that is taken elsewhere: there is no gate behind it, so that the edge itself has to turn away whoever
// may not come in. What it can't do exactly is refused, or left out where that admits fewer people.
import { ExpectedError } from "../../base/expectedError";
import { normaliseAddress, normaliseDomain, type AccessRule } from "../../identity/accessRule";
import type { VerifiedBy } from "../../identity/knownProvider";
import type { OpenPath } from "../../identity/openPath";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { SignInParameters } from "../../identity/signInParameters";
import { celList, celString, oidc } from "../policy/cel";
import { leftOutPage } from "../policy/leftOutPage";
import { admittedByAddress } from "../policy/leftOutRule";
import { shownHeader } from "../policy/maskPolicy";
import { ownRulesOf } from "../policy/ownRules";
import type { PolicyAction, PolicyRule } from "../policy/rule";
import { edgePaths, signInRule } from "../policy/signInRule";
import { toFillIn, withoutSecrets } from "./ownSecrets";

export const secretPlaceholder = "<client secret>";

export interface ExportInput {
  readonly profile: Pick<ProviderProfile, "issuer" | "clientId" | "scopes" | "clientAuthentication" | "vaultSecret">;
  readonly rule: AccessRule;
  /** S8: by what an address counts; undefined: without a word on it, because the provider vouches for all of them. */
  readonly verifiedBy: VerifiedBy | undefined;
  /** Of letters, digits and `-`: what ngrok's sign-ins there belong to. */
  readonly authId: string;
  readonly maxHours: number;
  readonly signIn?: SignInParameters | undefined;
  readonly openPaths?: readonly OpenPath[] | undefined;
  readonly headerRules?: readonly ExportedHeaderRule[] | undefined;
  /** The person's own rules, as `ownRulesFromFile` wrote them. */
  readonly ownRules?: string | undefined;
  /** What the app hears as Host; undefined: what the visitor asked for. */
  readonly host?: string | undefined;
  /** For a Cloud Endpoint, whose policy has to end the request: `https://<name>.internal`. */
  readonly forwardTo?: string | undefined;
}

interface ExportedHeaderRule {
  readonly direction: "request" | "response";
  readonly action: "set" | "remove";
  readonly name: string;
  readonly value?: string | undefined;
}

export interface ExportedPolicy {
  readonly policy: { readonly on_http_request: readonly PolicyRule[]; readonly on_http_response?: readonly PolicyRule[] };
  /** Groups whose people don't come in there; header rules, by name, that ngrok can't carry out. */
  readonly left: { readonly groups: readonly string[]; readonly headers: readonly string[] };
  /** Secrets, beside the client's, that placeholders stand for: headers by name, and whether any of the person's own rules has another. */
  readonly toFill: { readonly headers: readonly string[]; readonly ownSecrets: boolean };
}

/** What the gate tells the app about a visitor: nobody else may say that to it. With the spelling that some servers take for the same. */
const identityHeaders = ["user", "email", "preferred-username", "groups"].flatMap((name) => [`x-forwarded-${name}`, `x_forwarded_${name.replace("-", "_")}`]);
/** As openPath.ts has it, without what RE2 doesn't know. */
const plainPath = "^(/[A-Za-z0-9._~!+=:@-]*[A-Za-z0-9_~!+=:@-])+/?$";
/** ngrok's limit for both actions that change headers. */
const mostHeaders = 10;

/**
 * @throws ExpectedError `export.needsSecret` for a public client; `export.ruleNotPossible` { what } for a rule without which more people
 * would come in; `input.invalid` { problem: "template", field } for a value in which ngrok would read a template
 */
export function exportPolicy(input: ExportInput): ExportedPolicy {
  const { profile, rule, openPaths = [], headerRules = [], ownRules, host, forwardTo } = input;
  if (profile.clientAuthentication === "none") throw new ExpectedError("export.needsSecret");
  const closed = openPaths.length === 0 ? undefined : `!(${openPaths.map(isExactlyOpen).join(" || ")})`;
  const { login } = edgePaths(input.authId);
  const admits = admittedThere(input);
  const signIn = signInRule({ ...input, clientSecret: profile.vaultSecret ? undefined : secretPlaceholder }, []);
  const own = ownRulesOf(ownRules, openPaths);
  const [ownOnRequest, ownOnResponse] = [withoutSecrets(own.onRequest), withoutSecrets(own.onResponse)];
  const [carried, headers] = carriedOut(headerRules);
  const ofAnswers = headersActions(changes(carried, "response"));
  const ofRequests = headersActions(changes(carried, "request", { remove: identityHeaders, set: host === undefined ? [] : [["host", host]] }));
  const forward: readonly PolicyAction[] = forwardTo === undefined ? [] : [{ type: "forward-internal", config: { url: forwardTo } }];
  const onResponse = [...ownOnResponse, ...(ofAnswers.length === 0 ? [] : [{ name: "Headers of the answer", actions: ofAnswers }])];
  return {
    policy: {
      on_http_request: [
        ...(admits === undefined ? [signIn] : letInAlone(signIn, admits, login)).map((rule) => only(closed, rule)),
        ...ownOnRequest,
        // One rule, since a free plan has five.
        { name: forward.length === 0 ? "Headers of the request" : "Headers of the request, forward", actions: [...ofRequests, ...forward] },
      ],
      ...(onResponse.length > 0 && { on_http_response: onResponse }),
    },
    left: { groups: rule.everyone ? [] : (rule.groups ?? []), headers },
    toFill: toFillIn([ownOnRequest, ofRequests, onResponse]),
  };
}

const admitted = "admitted";

/**
 * It is letting in that has a condition: whether a rule whose expression fails is skipped ngrok's documentation leaves open, and one that
 * turns people away would then let them through. So nobody is in until an expression held, and the last one reads what was always set.
 */
function letInAlone(signIn: PolicyRule, admits: string, login: string): readonly PolicyRule[] {
  const sets = (value: boolean): PolicyAction => ({ type: "set-vars", config: { vars: [{ [admitted]: value }] } });
  return [
    { ...signIn, actions: [...signIn.actions, sets(false)] },
    { name: "Let in", expressions: [admits], actions: [sets(true)] },
    { name: "Left out", expressions: [`vars.${admitted} != true`], actions: [{ type: "custom-response", config: leftOutPage(login) }] },
  ];
}

/** Holds for whoever may come in; undefined where everyone may who signs in. */
function admittedThere(input: ExportInput): string | undefined {
  const people = admittedPeople(input.rule);
  const demands = [...(people === undefined ? [] : [people]), ...demandsOn(input)];
  return demands.length === 0 ? undefined : demands.join(" && ");
}

/** Undefined where everyone may come in whom the provider lets sign in. */
function admittedPeople({ everyone, emails, domains, groups = [], claims = [] }: AccessRule): string | undefined {
  const [claim] = claims;
  if (claim !== undefined) throw new ExpectedError("export.ruleNotPossible", { what: `the claim ${claim.name}` });
  if (everyone) return undefined;
  const [group] = groups;
  // Beside people who are named a group only lets in more: without it fewer come in.
  if (emails.length + domains.length === 0 && group !== undefined) throw new ExpectedError("export.ruleNotPossible", { what: `the group ${group}` });
  const found = admittedByAddress({ everyone, emails, domains });
  if (found === undefined) throw new ExpectedError("export.ruleNotPossible", { what: [...emails, ...domains][0] ?? "nobody" });
  return found;
}

/** What the rule demands of everybody whom it names. */
function demandsOn({ rule, verifiedBy }: ExportInput): readonly string[] {
  const { networks = [] } = rule;
  return [...(rule.everyone || verifiedBy === undefined ? [] : [addressCounts(verifiedBy, rule)]), ...(networks.length === 0 ? [] : [`inCidrRanges(conn.client_ip, ${celList(networks)})`])];
}

const token = `${oidc}.identity_token`;
const payload = `${token}.split(".")[1].replace("-", "+").replace("_", "/")`;
/** ngrok decodes no base64 without its padding (docs: traffic-policy/macros, "base64"). */
const claims = `(${payload} + ["", "===", "==", "="][${payload}.size() % 4]).decodeBase64().decodeJson()`;
/** Three parts, and in the middle a length that base64 can have. */
const tokenForm = "^[A-Za-z0-9_-]+[.](?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?[.][A-Za-z0-9_-]*$";
/**
 * As person.ts has it, by the ID token that ngrok verified, since ngrok has no variable for any of it. With such a token nothing in it
 * can fail, so that nobody who may come in meets an error of ngrok's.
 */
function addressCounts(by: VerifiedBy, rule: AccessRule): string {
  const email = `${oidc}.identity.email.lowerAscii()`;
  const told = (claim: string, ...values: readonly string[]) => `(${celString(claim)} in ${claims} && (${values.map((value) => `${claims}[${celString(claim)}] == ${value}`).join(" || ")}))`;
  const words: Readonly<Record<VerifiedBy, () => string>> = {
    true: () => told("email_verified", "true"),
    trueOrText: () => told("email_verified", "true", celString("true")),
    entra: () => told("xms_edov", "true", celString("1"), celString("true")),
    // There a domain is the Workspace's that the account belongs to, not the address's own.
    google: () => {
      const domains = rule.domains.map((domain) => celString(normaliseDomain(domain) ?? ""));
      const named = [`${email} in ${celList(rule.emails.map((address) => normaliseAddress(address) ?? ""))}`, ...(domains.length === 0 ? [] : [told("hd", ...domains)])];
      return `${told("email_verified", "true")} && (${celString("hd")} in ${claims} || ${email}.matches(${celString("@(gmail|googlemail)[.]com$")})) && (${named.join(" || ")})`;
    },
  };
  return `(${token}.matches(${celString(tokenForm)}) && ${words[by]()})`;
}

/**
 * Byte for byte: without the gate nobody looks again, so that what the app may read in another way is not open (S6). No upgrade either.
 */
function isExactlyOpen({ path, prefix, methods }: OpenPath): string {
  const here = `req.url.raw_path == ${celString(path)}`;
  const below = `(req.url.raw_path.startsWith(${celString(`${path}/`)}) && req.url.raw_path.matches(${celString(plainPath)}))`;
  return `(req.method in ${celList(methods)} && !hasReqHeader("Upgrade") && ${prefix === true ? `(${here} || ${below})` : here})`;
}

/** In one expression: on an open path nobody signed in, and reading who it is fails (2253). */
function only(closed: string | undefined, rule: PolicyRule): PolicyRule {
  if (closed === undefined) return rule;
  const { name, expressions = [], actions } = rule;
  return { ...(name !== undefined && { name }), expressions: [[closed, ...expressions.map((expression) => `(${expression})`)].join(" && ")], actions };
}

interface HeaderChanges {
  readonly remove: readonly string[];
  readonly set: readonly (readonly [string, string])[];
}

/** ngrok neither adds nor removes User-Agent, and has no way to write a plain `${`. */
function carriedOut(rules: readonly ExportedHeaderRule[]): readonly [readonly ExportedHeaderRule[], readonly string[]] {
  const can = ({ name, value = "" }: ExportedHeaderRule) => name.toLowerCase() !== "user-agent" && !value.includes("${") && !name.includes("${");
  return [rules.filter(can), rules.filter((rule) => !can(rule)).map(({ name }) => name)];
}

function changes(rules: readonly ExportedHeaderRule[], direction: ExportedHeaderRule["direction"], more: HeaderChanges = { remove: [], set: [] }): HeaderChanges {
  const mine = new Map(rules.filter((rule) => rule.direction === direction).map((rule) => [rule.name.toLowerCase(), rule]));
  return {
    // What is set is taken away first: adding alone would leave the other's line beside ours.
    remove: [...new Set([...more.remove, ...mine.keys()])],
    set: [...[...mine].flatMap(([key, { action, name, value }]) => (action === "set" && value !== undefined ? [[key, shownHeader(name, value)] as const] : [])), ...more.set],
  };
}

function headersActions({ remove, set }: HeaderChanges): readonly PolicyAction[] {
  return [
    ...inTens(remove).map((headers) => ({ type: "remove-headers", config: { headers } })),
    ...inTens(set).map((headers) => ({ type: "add-headers", config: { headers: Object.fromEntries(headers) } })),
  ];
}

function inTens<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / mostHeaders) }, (_, index) => all.slice(index * mostHeaders, (index + 1) * mostHeaders));
}
