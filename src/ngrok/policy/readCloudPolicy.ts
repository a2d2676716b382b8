// Reads the policy that a Cloud Endpoint has at ngrok: ours, an administrator's, or one that somebody changed since.
import { isDeepStrictEqual } from "node:util";
import { parseDocument } from "yaml";
import * as z from "zod";
import type { OpenPath } from "../../identity/openPath";
import { policyDigest } from "../policyDigest";
import { needsSignIn } from "./cel";
import { maskPolicy } from "./maskPolicy";
import { ownRuleProblem } from "./ownRuleProblem";
import type { PolicyRule } from "./rule";
import { sealHeaderPrefix, sealRule, type Seal } from "./seal";

/** In what it is otherwise than a policy of ours. `what`: its own word for it, not inert. */
export interface CloudPolicyDifference {
  readonly kind:
    | "notReadable"
    /** Another phase than that of requests, or a rule in it that a person's own may not be. */
    | "otherPhase"
    /** The first rule does not sign in with OpenID Connect, and nothing else. */
    | "signInNotFirst"
    /** Not everybody is asked who they are. */
    | "signInConditional"
    /** A setting of the sign-in that we don't make: another site's pages or preflights may pass, or no ID token comes. */
    | "signInSetting"
    | "issuer"
    | "clientId"
    /** The last rule but one does not seal as ours does. */
    | "seal"
    | "forwardNotLast"
    /** A rule between sign-in and seal that could let strangers pass or take the seal's place. */
    | "ruleBetween";
  readonly what?: string | undefined;
}

/** What gates behind it have to know of it. */
export interface CloudPolicyFacts {
  readonly issuer: string;
  readonly clientId: string;
  readonly authId: string;
  readonly seal: Seal;
  /** `name.internal`, to which it forwards. */
  readonly internal: string;
}

export interface ReadCloudPolicy {
  readonly facts: CloudPolicyFacts | undefined;
  readonly differences: readonly CloudPolicyDifference[];
  /** The same for policies that say the same; undefined for what is none. */
  readonly fingerprint: string | undefined;
}

const mostText = 200_000;
const text = z.string().max(8000);
const rule = z.strictObject({
  name: z.string().optional(),
  expressions: z.array(text).max(50).optional(),
  actions: z.array(z.strictObject({ type: z.string().max(100), config: z.record(z.string(), z.json()).optional() })).min(1).max(50),
});
const shape = z.strictObject({ on_http_request: z.array(rule).min(1).max(100), on_http_response: z.array(rule).max(100).optional(), on_tcp_connect: z.array(rule).max(100).optional() });
const signInConfig = z.looseObject({ issuer_url: z.string(), client_id: z.string(), auth_id: z.string().max(200).regex(/^[\w.-]*$/).optional(), scopes: z.array(z.string()).optional() });
/** The rest is ours in every value, or names what only that provider knows. */
const signInSettings: ReadonlySet<string> = new Set(["issuer_url", "client_id", "client_secret", "scopes", "authz_url_params", "auth_id", "max_session_duration"]);

/**
 * Whether a gate can rely on this policy: it signs everybody in first, its seal demands an identity and takes a visitor's own line
 * away, nothing between them lets anybody pass, and it ends by forwarding to an internal endpoint (S1, S12). Who is left out by it is
 * its own affair: the gate decides.
 *
 * @param policy as ngrok shows it, JSON or YAML
 * @param openPaths the share's
 * @returns facts as far as all of them can be read, whatever differs
 */
export function readCloudPolicy(policy: string, openPaths: readonly OpenPath[] = []): ReadCloudPolicy {
  const value = parsed(policy);
  const fingerprint = policyDigest(value);
  const read = shape.safeParse(value);
  if (!read.success) return { facts: undefined, differences: [{ kind: "notReadable" }], fingerprint };
  const rules = read.data.on_http_request.map(asRule);
  const differences: CloudPolicyDifference[] = [];
  const [signIn, ...rest] = rules;
  const last = rest.at(-1);
  const sealing = rest.at(-2);
  const settings = signIn && signInOf(signIn, openPaths, differences);
  const seal = sealing && sealOf(sealing);
  if (sealing === undefined || seal === undefined || !isDeepStrictEqual(withoutName(sealing), withoutName(sealRule(seal, openPaths)))) differences.push({ kind: "seal" });
  const internal = last && internalOf(last);
  if (internal === undefined) differences.push({ kind: "forwardNotLast" });
  for (const between of rest.slice(0, -2)) {
    const problem = ownRuleProblem("on_http_request", between);
    if (problem !== undefined) differences.push({ kind: "ruleBetween", what: problem.what });
  }
  for (const between of read.data.on_http_response ?? []) {
    const problem = ownRuleProblem("on_http_response", asRule(between));
    if (problem !== undefined) differences.push({ kind: "otherPhase", what: problem.what });
  }
  if ((read.data.on_tcp_connect ?? []).length > 0) differences.push({ kind: "otherPhase", what: "on_tcp_connect" });
  const facts = settings && seal && internal !== undefined ? { issuer: settings.issuer_url, clientId: settings.client_id, authId: settings.auth_id ?? "", seal, internal } : undefined;
  return { facts, differences, fingerprint };
}

/** To be shown: secrets masked, whichever form it came in. */
export function maskedPolicy(policy: string): string {
  return maskPolicy(JSON.stringify(parsed(policy) ?? null));
}

function signInOf({ expressions = [], actions }: PolicyRule, openPaths: readonly OpenPath[], differences: CloudPolicyDifference[]): z.infer<typeof signInConfig> | undefined {
  const [action, ...more] = actions;
  const config = action?.type === "openid-connect" ? signInConfig.safeParse(action.config).data : undefined;
  if (config === undefined || more.length > 0) {
    differences.push({ kind: "signInNotFirst" });
    return undefined;
  }
  const needed = needsSignIn(openPaths);
  if (!isDeepStrictEqual(expressions, needed === undefined ? [] : [needed])) differences.push({ kind: "signInConditional" });
  const other = Object.keys(config).find((name) => !signInSettings.has(name)) ?? (config.scopes?.includes("openid") === true ? undefined : "scopes");
  if (other !== undefined) differences.push({ kind: "signInSetting", what: other });
  return config;
}

/** As far as it can be told what the header's name and secret would be. */
function sealOf({ actions }: PolicyRule): Seal | undefined {
  const headers = actions.find(({ type }) => type === "add-headers")?.config?.["headers"];
  if (typeof headers !== "object" || headers === null) return undefined;
  for (const [headerName, value] of Object.entries(headers)) {
    const secret = /^([A-Za-z0-9_-]{43});/.exec(String(value))?.[1];
    if (headerName.startsWith(sealHeaderPrefix) && secret !== undefined) return { headerName, secret };
  }
  return undefined;
}

function internalOf({ expressions = [], actions }: PolicyRule): string | undefined {
  const [action, ...more] = actions;
  const { url, on_error: onError = "halt", ...other } = action?.config ?? {};
  if (action?.type !== "forward-internal" || more.length + expressions.length + Object.keys(other).length > 0 || onError !== "halt") return undefined;
  return typeof url === "string" ? /^https:\/\/([a-z0-9.-]+\.internal)\/?$/.exec(url)?.[1] : undefined;
}

/** What it is called means nothing to ngrok. */
function withoutName({ name: _name, ...rest }: PolicyRule): PolicyRule {
  return rest;
}

function asRule({ name, expressions, actions }: z.infer<typeof rule>): PolicyRule {
  return {
    ...(name !== undefined && { name }),
    ...(expressions !== undefined && { expressions }),
    actions: actions.map(({ type, config }) => ({ type, ...(config !== undefined && { config }) })),
  };
}

function parsed(policy: string): unknown {
  if (policy.length > mostText) return undefined;
  const document = parseDocument(policy, { logLevel: "error" });
  // An expression that begins with "!" and stands without quotes is a tag, and a warning.
  if (document.errors.length + document.warnings.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    // Aliases that grow without bound.
    return undefined;
  }
}

