// A person's own rules without what they tell in the clear, for a form of the share that leaves this machine. What no name gives away
// stays: the person is told to read them through.
import { isSecretHeader, masked, ownSecretPlaceholder } from "../policy/maskPolicy";
import type { PolicyAction, PolicyRule } from "../policy/rule";

export function withoutSecrets(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  return rules.map(({ expressions, actions, ...rule }) => ({
    ...rule,
    ...(expressions !== undefined && { expressions: expressions.map(maskedExpression) }),
    actions: actions.map(({ config, ...action }): PolicyAction => ({ ...action, ...(config !== undefined && { config: masked(config) as Readonly<Record<string, unknown>> }) })),
  }));
}

/** What has to be filled in by hand: headers by name, and whether anything else. @param parts of a policy in which secrets are masked */
export function toFillIn(parts: unknown): { readonly headers: readonly string[]; readonly ownSecrets: boolean } {
  const text = JSON.stringify(parts);
  return { headers: [...new Set([...text.matchAll(/<value of ([^<>"\\]+)>/g)].map(([, name = ""]) => name))], ownSecrets: text.includes(ownSecretPlaceholder) };
}

const literal = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/;
const literals = new RegExp(literal.source, "g");
const clauses = new RegExp(`(?:${literal.source}|[^"'&|]|&(?!&)|\\|(?!\\|))+`, "g");
/** Where a literal is a name: of a header, a parameter or a cookie. */
const named = new RegExp(`(\\[\\s*|(?:get|has)(?:Req|Res)Header\\s*\\(\\s*|(?:get|has)QueryParam\\s*\\(\\s*|(?:get|has)(?:Req|Res)Cookie\\s*\\(\\s*)?(${literal.source})`, "g");

/** As in ngrok's own first example: `req.headers["authorization"][0] == "Bearer my-token"`. */
function maskedExpression(expression: string): string {
  return expression.replace(clauses, (clause) => {
    const names = [...clause.matchAll(named)].flatMap(([, before, text = ""]) => (before === undefined ? [] : [text]));
    if (!names.some(isSecretHeader) && !/cookie|headers\.\w*(?:key|token|auth|secret)/i.test(clause.replace(literals, ""))) return clause;
    return clause.replace(named, (whole: string, before: string | undefined, text: string, at: number) => (before !== undefined && !/\bin\s*$/.test(clause.slice(0, at)) ? whole : `${before ?? ""}${text[0] ?? ""}${ownSecretPlaceholder}${text[0] ?? ""}`));
  });
}
