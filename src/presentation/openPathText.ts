// Open paths in words: what is wrong with a typed one, and what is said wherever the share is.
import type { OpenPath } from "../identity/openPath";
import type { OpenPathProblem } from "../identity/openPathInput";
import { message, type Message } from "./message";

/** "POST /hooks/stripe", "GET or HEAD /health and everything below". Its characters are those that the schema lets pass: made inert, it could be another path. */
export function openPathName({ path, prefix, methods }: OpenPath): Message {
  return { message: prefix === true ? "{methods} {path} and everything below" : "{methods} {path}", args: { methods: methods.join(", "), path } };
}

/** "Open to everyone, without sign-in: POST /hooks/stripe". */
export function openPathText(path: OpenPath): Message {
  return message("Open to everyone, without sign-in: {path}", { path: openPathName(path) });
}

/** All of them in one line; the first two are named. */
export function openPathsText(paths: readonly OpenPath[]): Message {
  const [first, second] = paths;
  if (first === undefined) return message("Nothing is open without sign-in");
  if (second === undefined) return openPathText(first);
  const both = { first: openPathName(first), second: openPathName(second) };
  if (paths.length === 2) return message("Open to everyone, without sign-in: {first}; {second}", both);
  return message("Open to everyone, without sign-in: {first}; {second}; {others} more", { ...both, others: paths.length - 2 });
}

/** What opening a path means, for whoever types one. */
export function openPathsDetail(): Message {
  return message("For webhooks. Anybody may send these requests to the app, which sees nobody's name there, visitors' included: 60 a minute per path, 8 at once, 1 MB each, 10 seconds");
}

const mostShown = 330;

/** Said beside the entry that can't be opened. */
export function openPathProblemText(problem: OpenPathProblem, entry: string): Message {
  switch (problem) {
    case "everything":
      return message("{entry} would open the whole app. Name a path below it.", { entry });
    case "own":
      return message("{entry} belongs to Portcullis and can't be opened.", { entry });
    case "notPlain":
      return message("{entry} can't be opened: a path starts with a slash and has only letters, digits and . _ ~ ! + = : @ - in it. Add /* for everything below.", { entry }, mostShown);
    case "method":
      return message("{entry} names a method that can't be opened. GET, HEAD, POST, PUT, PATCH and DELETE can.", { entry }, mostShown);
    case "tooMany":
      return message("At most 20 paths can be opened.");
  }
}
