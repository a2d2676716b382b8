// A person's own traffic policy rules in words: what is merged, and why a file can't be.
import { freeRulesAPolicy } from "../ngrok/freePlan";
import type { OwnRulesProblem } from "../ngrok/policy/ownRulesFile";
import { writtenOwnRules } from "../ngrok/policy/ownRules";
import type { PolicyRule } from "../ngrok/policy/rule";
import { message, type Message } from "./message";

/** Said wherever the share is. @param rules as the share has them */
export function policyRulesText(rules: string | undefined): Message {
  const count = rules === undefined ? 0 : ownRuleLines(rules).length;
  if (count === 0) return message("No rules of your own in ngrok's policy");
  return count === 1 ? message("1 rule of your own in ngrok's policy") : message("{count} rules of your own in ngrok's policy", { count });
}

/** The line that is the consent. */
export function mergeText(rules: string, file: string): Message {
  const count = ownRuleLines(rules).length;
  return count === 1 ? message("Merge the rule of {file} into the share's policy", { file }) : message("Merge the {count} rules of {file} into the share's policy", { count, file });
}

export function mergeDetail(): Message {
  return message("They run at ngrok after the sign-in and before the request is sealed for this machine. The share keeps this content, whatever becomes of the file.");
}

/** Said before the merge where ngrok's free plan would refuse it. @param ours how many rules of the policy are Portcullis's own */
export function tooManyRulesText(rules: string, ours: number): { readonly label: Message; readonly detail: Message } | undefined {
  const own = ownRuleLines(rules).length;
  if (own + ours <= freeRulesAPolicy) return undefined;
  return {
    label: message("A free plan takes {most} rules, and these make {count}", { most: freeRulesAPolicy, count: own + ours }),
    detail: message("{ours} are Portcullis's own. On a free plan ngrok would refuse the policy, ERR_NGROK_2264.", { ours }),
  };
}

/** One line per rule, in their order: what it is called, and what it does. */
export function ownRuleLines(rules: string): readonly { readonly label: Message; readonly detail: Message }[] {
  const { onRequest, onResponse } = writtenOwnRules(rules);
  return [...onRequest.map((rule, at) => line(rule, at, message("request"))), ...onResponse.map((rule, at) => line(rule, at, message("response")))];
}

function line({ name, expressions = [], actions }: PolicyRule, at: number, on: Message): { readonly label: Message; readonly detail: Message } {
  const what = actions.map(({ type }) => type).join(", ");
  return {
    label: name === undefined ? message("{number}. {actions}", { number: at + 1, actions: what }) : message("{number}. {name}: {actions}", { number: at + 1, name, actions: what }),
    detail: expressions.length === 0 ? message("On every {phase}", { phase: on }) : message("On a {phase} where {expressions}", { phase: on, expressions: expressions.join(" && ") }, 300),
  };
}

export interface ProblemText {
  readonly title: Message;
  readonly advice: Message;
}

export function ownRulesProblemText(problem: OwnRulesProblem): ProblemText {
  switch (problem.problem) {
    case "notYaml":
      return { title: message("Line {line} is neither YAML nor JSON", { line: problem.line }), advice: message("Correct it. An expression that begins with an exclamation mark has to stand in quotes.") };
    case "tooBig":
      return { title: message("This file is too big"), advice: message("A share takes 32,000 characters of rules, 50 per phase.") };
    case "noRules":
      return { title: message("There are no rules in this file"), advice: message("A traffic policy has them below on_http_request or on_http_response.") };
    case "phase":
      return { title: message("Line {line}: {what} can't be merged", { line: problem.line, what: problem.what }), advice: message("Only on_http_request and on_http_response can.") };
    case "shape":
      return { title: message("Line {line}: {what} is not as ngrok reads a rule", { line: problem.line, what: problem.what }), advice: message("A rule has a name, expressions and actions; an action has a type and a config.") };
    default:
      return { title: message("Line {line}, rule {rule} of {phase}: {why}", { line: problem.line, rule: problem.rule, phase: problem.phase, why: whyNot(problem) }), advice: advice(problem.problem) };
  }
}

type RuleProblem = Extract<OwnRulesProblem, { readonly rule: number }>;

function whyNot({ problem, what }: RuleProblem): Message {
  switch (problem) {
    case "auth":
      return message("{what} is a second sign-in", { what });
    case "forward":
      return message("{what} leads past this machine's gate", { what });
    case "unknownAction":
      return message("{what} is no action that can be merged", { what });
    case "wrongPhase":
      return message("{what} has no place in this phase", { what });
    case "reservedHeader":
      return message("{what} belongs to ngrok or to Portcullis", { what });
    case "requestHeaders":
      return message("{what} reads every header of the request", { what });
  }
}

function advice(problem: RuleProblem["problem"]): Message {
  switch (problem) {
    case "auth":
      return message("ngrok takes one per address (ERR_NGROK_2239): take this one out");
    case "forward":
      return message("Every request has to end at the share's own gate. Take this action out.");
    case "unknownAction":
    case "wrongPhase":
      return message("Compare it with ngrok's action reference, or take it out.");
    case "reservedHeader":
      return message("The gate decides by it, or it protects what visitors get. Take it out, or set headers for the app with the share's header rules.");
    case "requestHeaders":
      return message("The one that seals the request is among them. Name the headers that are meant.");
  }
}
