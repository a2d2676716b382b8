import type { ErrorFacts } from "../base/expectedError";
import type { ApiKeyProblem } from "../ngrok/api/apiKey";
import type { DomainProblem } from "../ngrok/domainInput";
import type { AuthtokenProblem } from "../ngrok/authtoken";
import { worded, type Wording } from "./errorEntry";
import type { Message } from "./message";

export type InputProblem = ApiKeyProblem | AuthtokenProblem | DomainProblem | "configFile" | "template";

const problems: Readonly<Record<InputProblem, Wording>> = {
  "apiKey.authtoken": "This is an authtoken. An API key is another secret: make one in the ngrok dashboard, under API keys.",
  "apiKey.credentialId": "This is an authtoken's ID. Make an API key in the ngrok dashboard, under API keys.",
  "apiKey.empty": "Paste the API key that the ngrok dashboard shows once, when it is made.",
  "apiKey.keyId": "This is an API key's ID. The key itself is shown once, when it is made.",
  "apiKey.notOne": "An API key consists of letters, digits and underscores. Copy it from the ngrok dashboard once more.",
  "authtoken.apiKey": "This is an API key. Copy the authtoken from the ngrok dashboard instead.",
  "authtoken.credentialId": "This is a credential's ID. Copy the authtoken itself from the ngrok dashboard.",
  "authtoken.empty": "Paste the authtoken that the ngrok dashboard shows.",
  "authtoken.notOne": "An authtoken consists of letters, digits and underscores. Copy it from the ngrok dashboard once more.",
  configFile: ["ngrok's configuration file is broken in line {line}. Correct it, or paste the authtoken.", "ngrok's configuration file is broken. Correct it, or paste the authtoken."],
  "domain.base": "This is ngrok's own domain. Put your name in front of it, like acme-demo.ngrok.app.",
  "domain.empty": "Type the address, like acme-demo.ngrok.app or app.acme.com.",
  "domain.internal": "An internal name can be reached from within ngrok alone. Choose a public address.",
  "domain.local": "This name leads nowhere on the internet. Choose an address of your ngrok account.",
  "domain.more": "Type the host name alone, without a port, a path or a user.",
  "domain.notHttps": "The address has to be https, since people sign in there.",
  "domain.notOne": "A host name consists of letters, digits, hyphens and dots, like app.acme.com.",
  "domain.wildcard": "A share has one address. Type a name in place of the asterisk, like app.acme.com.",
  template: ["The provider's {field} has a dollar sign before a brace, which ngrok would replace. Change it, or sign in on this machine.", "A dollar sign before a brace would be replaced by ngrok. Change it, or sign in on this machine."],
};

/** Said beside the input that is wrong. Undefined for a problem that it doesn't know. */
export function inputProblem(problem: unknown, facts: ErrorFacts = {}): Message | undefined {
  const wording = typeof problem === "string" && Object.hasOwn(problems, problem) ? problems[problem as InputProblem] : undefined;
  return wording === undefined ? undefined : worded(wording, facts);
}

export const inputProblems = Object.keys(problems) as readonly InputProblem[];
