// What helps where ngrok refuses a policy in which rules of the person's own stand.
import type { ErrorFacts } from "../base/expectedError";
import { leaveRulesOut, type ErrorAction } from "./errorAction";
import { worded } from "./errorEntry";
import type { Message } from "./message";

/** More rules than the plan takes, in a policy or in all of a session. */
const tooMany: ReadonlySet<number> = new Set([2264, 15004]);

/** @param facts as `withOwnRules` left them @returns undefined where none of the person's rules may be why */
export function ownRulesAdvice(code: number, facts: ErrorFacts): Message | undefined {
  if (typeof facts["ownRules"] !== "number") return undefined;
  if (tooMany.has(code)) return worded("Of the share's rules {ownRules} are your own. A free plan takes five, and Portcullis needs up to four. Leave yours out, or merge fewer.", facts);
  const correct = "Leave your own rules out, correct the file, then merge it again in the share's options.";
  return worded([`It is your own rule {ownRule}. ${correct}`, `It may be a rule of your own: the share has {ownRules}. ${correct}`], facts);
}

/** With what helps then first. The same once more would fail again, and the gate on this machine knows no such rules. */
export function ownRulesActions(others: readonly ErrorAction[]): readonly ErrorAction[] {
  return [leaveRulesOut, ...others.filter(({ kind }) => kind !== "retry" && kind !== "switchToGate")].slice(0, 3);
}
