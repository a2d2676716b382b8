// Reads a person's own traffic policy, as it lies in a file.
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import type { OwnPhase } from "./ownRuleProblem";
import { ownRuleProblem, type OwnRuleProblem } from "./ownRuleProblem";
import { asRule, ownPhases, ownRulesLimits, ownRulesSchema } from "./ownRules";

/** `line` counts from 1, and so does `rule`, within its phase. */
export type OwnRulesProblem =
  | { readonly problem: "notYaml"; readonly line: number }
  | { readonly problem: "tooBig" | "noRules" }
  /** Another phase, or what is no phase. */
  | { readonly problem: "phase"; readonly what: string; readonly line: number }
  /** `what`: the field. */
  | { readonly problem: "shape"; readonly what: string; readonly line: number }
  | (OwnRuleProblem & { readonly phase: OwnPhase; readonly rule: number; readonly line: number });

export type OwnRulesFile = { readonly ok: true; readonly rules: string } | ({ readonly ok: false } & OwnRulesProblem);

/** Characters. */
const mostText = 64_000;

/** @param text YAML or JSON @returns the rules as JSON, whose every byte counts for the consent: what the share keeps */
export function ownRulesFromFile(text: string): OwnRulesFile {
  if (text.length > mostText) return { ok: false, problem: "tooBig" };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: "error", prettyErrors: true });
  // An expression that begins with "!" and stands without quotes is a tag, and a warning.
  const [broken] = [...document.errors, ...document.warnings];
  if (broken) return { ok: false, problem: "notYaml", line: broken.linePos?.[0].line ?? 1 };
  const lineOf = (path: readonly PropertyKey[]) => lineAt(document, lines, path);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    // Aliases that grow without bound.
    return { ok: false, problem: "tooBig" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { ok: false, problem: "noRules" };
  const other = Object.keys(value).find((key) => !(ownPhases as readonly string[]).includes(key));
  if (other !== undefined) return { ok: false, problem: "phase", what: other, line: lineOf([other]) };
  const parsed = ownRulesSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = [...(issue?.path ?? []), ...(issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [])];
    return { ok: false, problem: "shape", what: path.join("."), line: lineOf(path) };
  }
  const rules = Object.fromEntries(ownPhases.flatMap((phase) => ((parsed.data[phase] ?? []).length === 0 ? [] : [[phase, (parsed.data[phase] ?? []).map(asRule)] as const])));
  if (Object.keys(rules).length === 0) return { ok: false, problem: "noRules" };
  for (const phase of ownPhases) {
    for (const [at, rule] of (rules[phase] ?? []).entries()) {
      const problem = ownRuleProblem(phase, rule);
      if (problem !== undefined) return { ok: false, ...problem, phase, rule: at + 1, line: lineOf([phase, at]) };
    }
  }
  const kept = JSON.stringify(rules);
  return kept.length > ownRulesLimits.characters ? { ok: false, problem: "tooBig" } : { ok: true, rules: kept };
}

/** Of the deepest part of the path that is there: a key's own line, or that of an entry of a list. */
function lineAt(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let at = 0;
  for (const step of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const next: unknown = isSeq(node) && typeof step === "number" ? node.items[step] : pair?.value;
    const here: unknown = isSeq(node) ? next : pair?.key;
    if (!isNode(here)) break;
    at = here.range?.[0] ?? at;
    node = next;
  }
  return lines.linePos(at).line;
}
