// What the provider is told with every sign-in, in words.
import type { SignInParameters } from "../identity/signInParameters";
import { inputFromSignInParameters, promptNames, type SignInParametersProblem } from "../identity/signInParametersInput";
import { message, type Message } from "./message";

const mostShown = 330;

export function signInParametersText(parameters: SignInParameters = {}): Message {
  const typed = inputFromSignInParameters(parameters);
  return typed === "" ? message("The provider is told nothing besides") : message("The provider is told: {parameters}", { parameters: typed }, mostShown);
}

/** What it means, for whoever types it. */
export function signInParametersDetail(): Message {
  return message("A wish, and no rule: the provider may ignore it, and who may come in stays as it is");
}

/** Said beside the entry that can't be sent. */
export function signInParametersProblemText(problem: SignInParametersProblem, entry: string): Message {
  switch (problem) {
    case "unknown":
      return message("{entry} can't be sent. Only prompt, login_hint and hd can.", { entry });
    case "twice":
      return message("{entry} names a parameter for the second time.", { entry });
    case "prompt":
      return message("{entry} is none of the prompts that can be asked for: {prompts}.", { entry, prompts: promptNames });
    case "loginHint":
      return message("{entry} has characters that a login hint can't have.", { entry });
    case "hostedDomain":
      return message("{entry} is neither a domain nor *.", { entry });
  }
}
