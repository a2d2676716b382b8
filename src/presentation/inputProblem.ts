import type { ErrorFacts } from "../base/expectedError";
import type { AuthtokenProblem } from "../ngrok/authtoken";
import { worded, type Wording } from "./errorEntry";
import type { Message } from "./message";

export type InputProblem = AuthtokenProblem | "configFile" | "template";

const problems: Readonly<Record<InputProblem, Wording>> = {
  "authtoken.apiKey": "This is an API key. Copy the authtoken from the ngrok dashboard instead.",
  "authtoken.credentialId": "This is a credential's ID. Copy the authtoken itself from the ngrok dashboard.",
  "authtoken.empty": "Paste the authtoken that the ngrok dashboard shows.",
  "authtoken.notOne": "An authtoken consists of letters, digits and underscores. Copy it from the ngrok dashboard once more.",
  configFile: ["ngrok's configuration file is broken in line {line}. Correct it, or paste the authtoken.", "ngrok's configuration file is broken. Correct it, or paste the authtoken."],
  template: ["The provider's {field} has a dollar sign before a brace, which ngrok would replace. Change it, or sign in on this machine.", "A dollar sign before a brace would be replaced by ngrok. Change it, or sign in on this machine."],
};

/** Said beside the input that is wrong. Undefined for a problem that it doesn't know. */
export function inputProblem(problem: unknown, facts: ErrorFacts = {}): Message | undefined {
  const wording = typeof problem === "string" && Object.hasOwn(problems, problem) ? problems[problem as InputProblem] : undefined;
  return wording === undefined ? undefined : worded(wording, facts);
}

export const inputProblems = Object.keys(problems) as readonly InputProblem[];
