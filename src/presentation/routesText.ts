// Routes in words (S23): the ports behind one address, the line that adds one, and what is wrong with a prefix.
import { dangerousService, dangerousSocket } from "../ports/dangerousServices";
import type { Route, RoutePrefixProblem } from "../protocol/routes";
import { upstreamName, type Upstream } from "../protocol/upstream";
import { message, type Message } from "./message";

function appText(upstream: Upstream): string {
  return upstream.scheme === "https" ? `${upstreamName(upstream)} (https)` : upstreamName(upstream);
}

/** The apps of a share within its sentence: "localhost:3000", "localhost:3000 and localhost:8000 (/api)". */
export function appsText(upstream: Upstream, routes: readonly Route[] = []): Message {
  const app = appText(upstream);
  const [first] = routes;
  if (first === undefined) return message("{app}", { app });
  const facts = { app, other: appText(first.upstream), prefix: prefixText(first.prefix) };
  return routes.length === 1 ? message("{app} and {other} ({prefix})", facts) : message("{app}, {other} ({prefix}) and {count} more", { ...facts, count: routes.length - 1 });
}

/** "localhost:8000 behind /api"; a service that hands over the machine is named (S18). */
export function routeText({ prefix, upstream }: Route): Message {
  const facts = { app: appText(upstream), prefix: prefixText(prefix) };
  const service = "port" in upstream ? dangerousService(upstream.port) : dangerousSocket(upstream.socketPath);
  return service === undefined ? message("{app} behind {prefix}", facts) : message("{app} behind {prefix} (usually {service})", { ...facts, service: service.name });
}

/** Its characters are those that the schema lets pass: made inert, it could be another path. */
export function prefixText(prefix: string): Message {
  return { message: "{prefix}", args: { prefix } };
}

/** The line that is the consent. @param instead what is behind that path so far */
export function addRouteSentence({ prefix, upstream }: Route, host: Message, instead: Upstream | undefined): Message {
  const facts = { app: appText(upstream), prefix: prefixText(prefix), host };
  return instead === undefined ? message("Put {app} behind {prefix} of {host}", facts) : message("Put {app} behind {prefix} of {host} instead of {before}", { ...facts, before: appText(instead) });
}

/** S23: what it means for visitors. */
export function addRouteDetail(): Message {
  return message("One sign-in, one rule. In a visitor's browser they can read each other");
}

export function putBehindText(upstream: Upstream, host: Message): Message {
  return message("Put {app} behind a path of {host}…", { app: appText(upstream), host });
}

/** Said in place of the line, beside what was typed. */
export function routeProblemText(problem: RoutePrefixProblem | "case" | "tooMany", typed: string): Message {
  switch (problem) {
    case "root":
      return message("The share's own port has / already. Name a path below it.");
    case "own":
      return message("{typed} belongs to Portcullis.", { typed });
    case "notPlain":
      return message("{typed} can't be a prefix: only letters, digits and . _ ~ ! + = : @ - between its slashes, 100 characters at most.", { typed });
    case "case":
      return message("A path that differs from {typed} in case alone is there already.", { typed });
    case "tooMany":
      return message("At most 20 paths can lead to other ports.");
  }
}
