// Origins that are allowed by name, in words.
import type { OriginProblem } from "../identity/allowedOrigins";
import { message, type Message } from "./message";

/** The first two are named, to the letter: the schema lets nothing pass that is markup. */
export function allowedOriginsText(origins: readonly string[]): Message {
  const [first, second] = origins;
  if (first === undefined) return message("Other sites can't call, embed or frame the app");
  const named: Message = { message: second === undefined ? "{first}" : origins.length === 2 ? "{first}, {second}" : "{first}, {second}, +{others}", args: { first, ...(second !== undefined && { second }), ...(origins.length > 2 && { others: origins.length - 2 }) } };
  return message("Pages of {origins} may call, embed and frame the app", { origins: named });
}

/** What allowing one means, for whoever types one: browsers decide where the sign-in goes along. */
export function allowedOriginsDetail(): Message {
  return message("Visitors' sign-in goes along only from the same site: another port of localhost, another name of your own domain. Pages elsewhere have to bring an access token.");
}

/** Said beside the entry that can't be allowed. */
export function originProblemText(problem: OriginProblem, entry: string): Message {
  switch (problem) {
    case "wildcard":
      return message("{entry} stands for more than one site. Name each origin.", { entry }, mostShown);
    case "http":
      return message("{entry} could be anybody's on the way. Without https only localhost can be allowed.", { entry }, mostShown);
    case "notAnOrigin":
      return message("{entry} is not an origin. Type one like https://app.acme.com, without a path.", { entry }, mostShown);
    case "tooMany":
      return message("At most 20 origins can be allowed.");
  }
}

const mostShown = 330;
