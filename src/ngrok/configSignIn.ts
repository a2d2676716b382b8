// Sign-in as ngrok's configuration has it: the `oidc` block of a tunnel (the guides' Option 1), or the `openid-connect` action of a
// traffic policy. Of a policy's other rules nothing is guessed.
import { parse } from "yaml";
import { normaliseAddress, normaliseDomain, type AccessRule } from "../identity/accessRule";

export type ConfigSecret =
  | { readonly kind: "value"; readonly value: string }
  /** It rests in ngrok's vault and isn't known here. */
  | { readonly kind: "vault"; readonly vault: string; readonly name: string }
  /** Absent, or the name of a variable that something else fills in. */
  | { readonly kind: "missing" };

export interface ConfigSignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: ConfigSecret;
  /** Empty where none are named. */
  readonly scopes: readonly string[];
  /** Of the block's own lists; undefined where it has none. */
  readonly rule: AccessRule | undefined;
}

/** `left`: names of fields that are not taken along. `field`: what is wrong or missing, by its path within what was given. */
export type ReadSignIn =
  | { readonly kind: "signIn"; readonly signIn: ConfigSignIn; readonly left: readonly string[] }
  | { readonly kind: "none"; readonly left: readonly string[] }
  | { readonly kind: "wrong"; readonly path: readonly (string | number)[] };

type Fields = Readonly<Record<string, unknown>>;
const taken = new Set(["issuer_url", "client_id", "client_secret", "scopes", "allow_domains", "allow_emails"]);
/** More are a mistake, or meant to be one. */
const mostNames = 500;

/** The `oidc` block of a version 2 tunnel. */
export function signInOfBlock(block: unknown): ReadSignIn {
  return readClient(block, []);
}

/**
 * The sign-in action of a `traffic_policy` (or its predecessor `policy`), given as a mapping or as text.
 * @param field its name, for what is not taken along
 */
export function signInOfPolicy(policy: unknown, field: string): ReadSignIn {
  const fields = asFields(typeof policy === "string" ? parsed(policy) : policy);
  if (!fields) return { kind: "wrong", path: [] };
  const phase = Object.hasOwn(fields, "on_http_request") ? "on_http_request" : "inbound";
  const rules = fields[phase] ?? [];
  if (!Array.isArray(rules)) return { kind: "wrong", path: [phase] };
  const actions = rules.flatMap((rule: unknown, at) => {
    const list = asFields(rule)?.["actions"];
    return Array.isArray(list) ? list.map((action: unknown, index) => ({ action: asFields(action), path: [phase, at, "actions", index, "config"] })) : [];
  });
  // `oidc` is what some of ngrok's own pages call it by mistake.
  const found = actions.find(({ action }) => action?.["type"] === "openid-connect" || action?.["type"] === "oidc");
  const more = actions.length > (found ? 1 : 0) || Object.keys(fields).some((name) => name !== phase) || rules.some((rule: unknown) => Object.hasOwn(asFields(rule) ?? {}, "expressions"));
  if (!found) return { kind: "none", left: more ? [field] : [] };
  const read = readClient(found.action?.["config"], found.path);
  return read.kind === "wrong" ? read : { ...read, left: [...read.left, ...(more ? [field] : [])] };
}

function readClient(block: unknown, path: readonly (string | number)[]): ReadSignIn {
  const fields = asFields(block);
  const wrong = (...field: readonly string[]): ReadSignIn => ({ kind: "wrong", path: [...path, ...field] });
  if (!fields) return wrong();
  const issuer = text(fields["issuer_url"], 500);
  if (issuer === undefined) return wrong("issuer_url");
  const clientId = text(fields["client_id"], 300);
  if (clientId === undefined) return wrong("client_id");
  const secret = fields["client_secret"] ?? "";
  if (typeof secret !== "string" || secret.length > 4096) return wrong("client_secret");
  const lists = new Map<string, readonly string[]>();
  for (const field of ["scopes", "allow_domains", "allow_emails"]) {
    const list = names(fields[field] ?? []);
    if (!list) return wrong(field);
    lists.set(field, list);
  }
  const { rule, notUnderstood } = ruleOf(lists.get("allow_domains") ?? [], lists.get("allow_emails") ?? []);
  const left = [...Object.keys(fields).filter((name) => !taken.has(name)), ...notUnderstood];
  return { kind: "signIn", signIn: { issuer, clientId, clientSecret: secretOf(secret), scopes: lists.get("scopes") ?? [], rule }, left };
}

/** An entry that is no domain or address admits nobody here either, and is named. */
function ruleOf(allowDomains: readonly string[], allowEmails: readonly string[]): { readonly rule: AccessRule | undefined; readonly notUnderstood: readonly string[] } {
  const notUnderstood: string[] = [];
  const read = (entries: readonly string[], field: string, normalise: (entry: string) => string | undefined, most: number) => {
    const kept = entries.map(normalise).filter((entry) => entry !== undefined);
    if (kept.length < entries.length || kept.length > most) notUnderstood.push(field);
    return [...new Set(kept)].slice(0, most);
  };
  const domains = read(allowDomains, "allow_domains", normaliseDomain, 100);
  // ngrok has no wildcards: what looks like one is a mistake, not a name.
  const emails = read(allowEmails, "allow_emails", (entry) => (entry.includes("*") ? undefined : normaliseAddress(entry)), 500);
  return { rule: domains.length + emails.length === 0 ? undefined : { everyone: false, emails, domains }, notUnderstood };
}

function secretOf(secret: string): ConfigSecret {
  const [, vault, name] = /^\$\{\s*secrets\.get\(\s*["']([^"'\\]+)["']\s*,\s*["']([^"'\\]+)["']\s*\)\s*\}$/.exec(secret.trim()) ?? [];
  if (vault !== undefined && name !== undefined) return { kind: "vault", vault, name };
  return secret.trim() === "" || isVariable(secret) ? { kind: "missing" } : { kind: "value", value: secret };
}

/** A value that is none, but says where one is: `${NAME}`, `$NAME`, `%NAME%`, `{{ name }}`, `<name>`. ngrok itself fills nothing in. */
export function isVariable(value: string): boolean {
  return /^(?:\$\{[^{}]*\}|\$[A-Za-z_]\w*|%[A-Za-z_]\w*%|\{\{.*\}\}|<[^<>]+>)$/.test(value.trim());
}

export function asFields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function text(value: unknown, most: number): string | undefined {
  return typeof value === "string" && value.trim() !== "" && value.length <= most && !isVariable(value) ? value.trim() : undefined;
}

/** A list of names, or one alone. */
function names(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.length <= mostNames && list.every((name) => typeof name === "string") ? list : undefined;
}

function parsed(policy: string): unknown {
  try {
    return parse(policy, { logLevel: "error", maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}
