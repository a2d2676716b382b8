import { headerRuleProblem, mostHeaderRules, type HeaderRule, type HeaderRuleProblem } from "./headerRule";

/** `notARule`: no direction, action and name, or a value where there can be none, or none where there has to be. `twice`: two rules for one header. */
export type HeaderRuleInputProblem = HeaderRuleProblem | "notARule" | "twice" | "tooMany";
export type HeaderRulesInput = { readonly ok: true; readonly rules: readonly HeaderRule[] } | { readonly ok: false; readonly problem: HeaderRuleInputProblem; readonly entry: string };

/** What stands in quotes is not divided. */
const entries = /(?:"(?:[^"\\]|\\.)*"|[^;\n\r])+/g;
const ruleLine = /^(request|response)\s+(set|remove)\s+([^\s:]+)\s*(?::\s*(.*))?$/is;
const quoted = /^"((?:[^"\\]|\\.)*)"$/s;

/**
 * Reads `request set X-Tenant: acme; response remove X-Powered-By` as typed: divided by semicolons or line breaks, since commas stand
 * in values. A value with a semicolon in it, or with quotes around it, stands in quotes: `"a; b"`, `"\"a\""` (as a quoted-string of
 * RFC 9110, 5.6.4). The first entry that can't be is named.
 */
export function headerRulesFromInput(input: string): HeaderRulesInput {
  const rules = new Map<string, HeaderRule>();
  for (const typed of input.match(entries) ?? []) {
    const entry = typed.trim();
    if (entry === "") continue;
    const rule = ruleOf(entry);
    if (rule === undefined) return { ok: false, problem: "notARule", entry };
    const problem = headerRuleProblem(rule);
    if (problem !== undefined) return { ok: false, problem, entry };
    const header = `${rule.direction} ${rule.name.toLowerCase()}`;
    if (rules.has(header)) return { ok: false, problem: "twice", entry };
    rules.set(header, rule);
    if (rules.size > mostHeaderRules) return { ok: false, problem: "tooMany", entry };
  }
  return { ok: true, rules: [...rules.values()] };
}

/** The rules as they would be typed. */
export function inputFromHeaderRules(rules: readonly HeaderRule[]): string {
  return rules.map(({ direction, action, name, value }) => `${direction} ${action} ${name}${value === undefined ? "" : `: ${typedValue(value)}`}`).join("; ");
}

function ruleOf(entry: string): HeaderRule | undefined {
  const [, direction, action, name, said] = ruleLine.exec(entry) ?? [];
  if (direction === undefined || action === undefined || name === undefined) return undefined;
  const way = direction.toLowerCase() as HeaderRule["direction"];
  if (action.toLowerCase() === "remove") return said === undefined ? { direction: way, action: "remove", name } : undefined;
  if (said === undefined) return undefined;
  // A quote that isn't closed, or closed too soon, leaves no value.
  const value = said.startsWith('"') ? quoted.exec(said)?.[1]?.replace(/\\(.)/gs, "$1") : said;
  return { direction: way, action: "set", name, ...(value !== undefined && { value }) };
}

function typedValue(value: string): string {
  return /[";]/.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : value;
}
