import type { ErrorFacts } from "../base/expectedError";
import type { ErrorAction } from "./errorAction";
import { message, placeholders, type Message } from "./message";

/** One text, or several from the most telling to the plainest: the first whose arguments are all among the facts is shown. The last wants none. */
export type Wording = string | readonly string[];

/** What is said of one error code. A title has no period; advice is one or two sentences that say what to do next. */
export interface ErrorEntry {
  readonly title: Wording;
  readonly advice: Wording;
  readonly actions: readonly ErrorAction[];
}

/** Longest argument within an explanation, in characters. */
const mostFact = 200;

export function worded(wording: Wording, facts: ErrorFacts): Message {
  const texts = typeof wording === "string" ? [wording] : wording;
  const given = (name: string) => facts[name] !== undefined && facts[name] !== "" && facts[name] !== 0;
  const text = texts.find((one) => placeholders(one).every(given)) ?? texts.at(-1) ?? "";
  const args = Object.fromEntries(placeholders(text).map((name) => [name, facts[name] ?? ""]));
  return message(text, args, mostFact);
}
