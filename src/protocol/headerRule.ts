// Headers that a share sets or takes away on the way, by the developer's word. Never those by which the gate speaks or protects.
import * as z from "zod";

export const mostHeaderRules = 50;
const longestName = 100;
const longestValue = 1000;

const token = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** Printable ASCII, without a space at either end: HTTP drops those. */
const plainValue = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

const ruleShape = z.object({
  direction: z.enum(["request", "response"]),
  action: z.enum(["set", "remove"]),
  name: z.string().min(1).max(longestName),
  /** Only with `set`. */
  value: z.string().max(longestValue).optional(),
});

/** `set` replaces every line of that name, or adds one; `remove` takes them all. */
export type HeaderRule = Readonly<z.infer<typeof ruleShape>>;

/**
 * Why a rule can't be. `notAName`, `notAValue`: not what HTTP allows, or too long. `identity`: who a visitor is, and what the gate
 * says of them. `connection`: where a message ends and what becomes of its connection. `session`: cookies. `address`: under which
 * address the app and the visitor know each other, and who sent them. `cache`: what keeps answers private to a visitor.
 * `origin`: what could clear the address or put a worker above the gate.
 */
export type HeaderRuleProblem = "notAName" | "notAValue" | "identity" | "connection" | "session" | "address" | "cache" | "origin";

/** By the spelling that a careless reader could see: every character that is neither letter nor digit is the same. */
const forbidden: Readonly<Record<HeaderRule["direction"] | "both", Readonly<Partial<Record<HeaderRuleProblem, readonly RegExp[]>>>>> = {
  both: {
    identity: [/^forwarded$/, /^x-forwarded(-|$)/, /^x-real-ip$/, /^portcullis(-|$)/, /^proxy$/, /^x-original-url$/, /^x-rewrite-url$/, /^x-middleware-subrequest$/],
    connection: [/^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|content-length|host|expect|http2-settings)$/, /^proxy-/, /^sec-websocket-/],
    session: [/^cookie2?$/, /^set-cookie2?$/],
  },
  request: {
    address: [/^origin$/, /^referer$/, /^sec-fetch-/, /^x-http-method(-override)?$/, /^x-method-override$/],
  },
  response: {
    address: [/^location$/],
    cache: [/^cache-control$/, /^vary$/, /^surrogate-control$/, /^x-accel-expires$/, /(^|-)cdn-cache-control$/],
    origin: [/^clear-site-data$/, /^service-worker-allowed$/],
  },
};

/** Why a rule can't be; undefined when it can. */
export function headerRuleProblem({ direction, action, name, value }: HeaderRule): HeaderRuleProblem | undefined {
  if (name.length > longestName || !token.test(name)) return "notAName";
  const spelled = name.toLowerCase().replace(/[^a-z0-9]/g, "-");
  for (const group of [forbidden.both, forbidden[direction]]) {
    for (const [problem, patterns] of Object.entries(group)) if (patterns.some((pattern) => pattern.test(spelled))) return problem as HeaderRuleProblem;
  }
  if (action === "remove") return value === undefined ? undefined : "notAValue";
  return value !== undefined && value.length <= longestValue && plainValue.test(value) ? undefined : "notAValue";
}

export const headerRuleSchema = ruleShape.superRefine((rule, context) => {
  const problem = headerRuleProblem(rule);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem, path: [problem === "notAValue" ? "value" : "name"] });
});

export const headerRulesSchema = z.array(headerRuleSchema).max(mostHeaderRules);
