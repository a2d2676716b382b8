import { plainAnswer } from "./answer";
import { backchannelLogoutPath } from "./backchannelLogout";
import { ownPage, refuse, type AnsweredDecision, type Enforcement } from "./decision";
import type { Exchange } from "./exchange";
import type { GateContext } from "./gateContext";
import { isNavigation } from "./navigation";
import { ownPrefix, signOutPath } from "./ownPaths";
import { notFoundPage } from "./pages";
import { answerSignOut } from "./signOut";
import { switchPath } from "./switchAccount";
import { isTrialPath } from "./trials";

/**
 * Second step, for paths below `/.portcullis/`: answered here in every spelling, only the exact ones mean something (S26). They take a
 * navigation, or a POST with the session's own token; the one exception is the provider's logout, which brings its own proof.
 */
export async function answerOwnPath(exchange: Exchange, context: GateContext, enforcement: Enforcement): Promise<AnsweredDecision> {
  const path = exchange.target.split("?", 1)[0];
  if (exchange.upgrade !== undefined) return refuse(plainAnswer(404, "notFound"));
  if (exchange.method !== "POST" && !isNavigation(exchange)) return refuse(plainAnswer(404, "notFound"));
  const logout = exchange.method === "POST" && path === backchannelLogoutPath ? enforcement.backchannelLogout(exchange) : undefined;
  if (logout !== undefined) return logout;
  const callback = path === `${ownPrefix}/callback` ? enforcement.callback(exchange) : undefined;
  if (callback !== undefined) return callback;
  const switched = path === switchPath ? enforcement.switchAccount(exchange) : undefined;
  if (switched !== undefined) return switched;
  if (isTrialPath(path) && exchange.method === "GET") return enforcement.trial(exchange);
  if (path === signOutPath) return answerSignOut(exchange, context, enforcement);
  if (exchange.method === "POST") return refuse(plainAnswer(404, "notFound"));
  return ownPage(notFoundPage());
}
