// Header rules in words. Values are left out: a tree is seen by whoever looks on.
import type { HeaderRule } from "../protocol/headerRule";
import type { HeaderRuleInputProblem } from "../protocol/headerRuleInput";
import { message, type Message } from "./message";

/** "X-Tenant set in requests". */
function headerRuleText({ direction, action, name }: HeaderRule): Message {
  if (direction === "request") return action === "set" ? message("{name} set in requests", { name }) : message("{name} removed from requests", { name });
  return action === "set" ? message("{name} set in responses", { name }) : message("{name} removed from responses", { name });
}

/** All of them in one line; the first two are named. */
export function headerRulesText(rules: readonly HeaderRule[]): Message {
  const [first, second] = rules;
  if (first === undefined) return message("No header is set or removed");
  if (second === undefined) return headerRuleText(first);
  const both = { first: headerRuleText(first), second: headerRuleText(second) };
  if (rules.length === 2) return message("{first}; {second}", both);
  return message("{first}; {second}; {others} more", { ...both, others: rules.length - 2 });
}

/** What it means, for whoever types them. */
export function headerRulesDetail(): Message {
  return message("For everybody who comes in, on open paths too. Values are stored in plain text, so that a password or key has no place in them.");
}

/** Said beside the entry that can't be. */
export function headerRuleProblemText(problem: HeaderRuleInputProblem, entry: string): Message {
  switch (problem) {
    case "notARule":
      return message("{entry} is no header rule. Say request or response, set or remove, the name, and after a colon the value to set.", { entry }, mostShown);
    case "notAName":
      return message("{entry} names no header: letters, digits and - _ . are fine, 100 characters at most.", { entry }, mostShown);
    case "notAValue":
      return message("{entry} has no value that a header can have: one line of plain ASCII, 1000 characters at most.", { entry }, mostShown);
    case "identity":
      return message("{entry}: this header says who a visitor is or where they come from, and only Portcullis says that.", { entry }, mostShown);
    case "connection":
      return message("{entry}: this header belongs to the connection and can't be changed.", { entry }, mostShown);
    case "session":
      return message("{entry}: cookies can't be set or removed.", { entry }, mostShown);
    case "address":
      return message("{entry}: this header says which address is asked, and from where; it can't be changed.", { entry }, mostShown);
    case "cache":
      return message("{entry}: this header keeps a visitor's answers out of caches and can't be changed.", { entry }, mostShown);
    case "origin":
      return message("{entry}: this header could sign visitors out or reach above the app, and can't be changed.", { entry }, mostShown);
    case "twice":
      return message("{entry}: there is a rule for this header already.", { entry }, mostShown);
    case "tooMany":
      return message("At most 50 header rules can be made.");
  }
}

const mostShown = 160;
