// A person's own rules, merged into the share's policy between the page for those left out and the seal (S1).
import * as z from "zod";
import { ExpectedError } from "../../base/expectedError";
import type { OpenPath } from "../../identity/openPath";
import { needsSignIn, somebodySignedIn } from "./cel";
import { ownRuleProblem, type OwnPhase } from "./ownRuleProblem";
import type { PolicyRule } from "./rule";

export const ownPhases = ["on_http_request", "on_http_response"] as const satisfies readonly OwnPhase[];

export const ownRulesLimits = { characters: 32_000, rules: 50 } as const;

const ruleSchema = z.strictObject({
  name: z.union([z.string().max(200), z.number().transform(String)]).optional(),
  expressions: z.array(z.string().min(1).max(8000)).max(50).optional(),
  actions: z.array(z.strictObject({ type: z.string().min(1).max(100), config: z.record(z.string(), z.json()).optional() })).min(1).max(50),
});
const rules = z.array(ruleSchema).max(ownRulesLimits.rules);

/** What a file may hold, and what is kept of it. */
export const ownRulesSchema = z.strictObject({ on_http_request: rules.optional(), on_http_response: rules.optional() });

export interface OwnRules {
  readonly onRequest: readonly PolicyRule[];
  readonly onResponse: readonly PolicyRule[];
}

/** What it does besides refusing or changing a request: answers it, in the app's place. */
const answering: ReadonlySet<string> = new Set(["custom-response", "redirect"]);

/** Is this text what `ownRulesFromFile` makes: rules that may stand in a share's policy? */
export function isOwnRules(text: string): boolean {
  return read(text) !== undefined;
}

/**
 * The rules as they stand in the policy. One that answers in the app's place runs only for whoever signed in, on open paths too.
 *
 * @param text as `ownRulesFromFile` made it; undefined: there are none
 * @throws ExpectedError `input.invalid` { problem: "policyRules" } for what it can't have made
 */
export function ownRulesOf(text: string | undefined, openPaths: readonly OpenPath[]): OwnRules {
  if (text === undefined) return { onRequest: [], onResponse: [] };
  const own = read(text);
  if (own === undefined) throw new ExpectedError("input.invalid", { problem: "policyRules" });
  const signedIn = [needsSignIn(openPaths), somebodySignedIn].filter((part) => part !== undefined).join(" && ");
  const onRequest = own.onRequest.map((rule) => (rule.actions.some(({ type }) => answering.has(type)) ? { ...rule, expressions: [signedIn, ...(rule.expressions ?? [])] } : rule));
  return { ...own, onRequest };
}

/** The rules as the person wrote them. @throws ExpectedError `input.invalid` { problem: "policyRules" } */
export function writtenOwnRules(text: string): OwnRules {
  const own = read(text);
  if (own === undefined) throw new ExpectedError("input.invalid", { problem: "policyRules" });
  return own;
}

function read(text: string): OwnRules | undefined {
  if (text.length > ownRulesLimits.characters) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = ownRulesSchema.safeParse(value).data;
  if (!parsed || ownPhases.some((phase) => parsed[phase]?.some((rule) => ownRuleProblem(phase, asRule(rule)) !== undefined))) return undefined;
  return { onRequest: (parsed.on_http_request ?? []).map(asRule), onResponse: (parsed.on_http_response ?? []).map(asRule) };
}

/** In one order of keys, whatever the file's. */
export function asRule({ name, expressions, actions }: z.infer<typeof ruleSchema>): PolicyRule {
  return {
    ...(name !== undefined && { name }),
    ...(expressions !== undefined && { expressions }),
    actions: actions.map(({ type, config }) => ({ type, ...(config !== undefined && { config }) })),
  };
}
