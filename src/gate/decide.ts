import { busy, plainAnswer } from "./answer";
import { answerPreflight } from "./cors";
import { isCrossSite } from "./crossSite";
import { ownPage, refuse, type Decision, type Enforcement } from "./decision";
import { refuseDeveloperOnly } from "./developerOnly";
import type { Exchange } from "./exchange";
import { checkFraming } from "./framing";
import { accountName, type GateContext } from "./gateContext";
import { isNavigation } from "./navigation";
import { answerOwnPath } from "./ownPages";
import { isOwnPath } from "./ownPaths";
import { clearOrigin, metBefore, rememberShare } from "./originMemory";
import { notAllowedPage } from "./pages";
import { returnPath } from "./returnTo";
import type { Person } from "../identity/person";

/**
 * The one pipeline, for requests and upgrades alike, per request and from raw headers (S25). Each step may answer; what passes
 * all of them may be forwarded. It knows nothing of the proof and nothing of whether the gate is live.
 */
export async function decide(exchange: Exchange, context: GateContext, enforcement: Enforcement): Promise<Decision> {
  const origin = context.origin();
  const malformed = checkFraming(exchange, origin);
  if (malformed !== undefined || origin === undefined) return refuse(malformed ?? plainAnswer(503, "notOpenYet"));

  if (isOwnPath(exchange.target)) return answerOwnPath(exchange, context, enforcement);

  // S23: nobody's, since two apps could each take it for theirs.
  if (context.routes.isAmbiguous(exchange.target)) return refuse(plainAnswer(400, "ambiguousPath"));

  const preflight = answerPreflight(exchange, context.allowedOrigins());
  if (preflight !== undefined) return ownPage(preflight);

  // Before who asks: it is the same for everyone, and no session is looked at.
  const open = context.openPaths.for(exchange);
  if (open !== undefined) return { kind: "open", path: open };

  const met = metBefore(exchange, context.originMark, origin);
  if (met === "another") return refuse(clearOrigin(exchange, context.originMark, origin));

  const program = context.programs.identify(exchange);
  const identified = program ?? enforcement.identify(exchange);
  const asker = identified instanceof Promise ? await identified : identified;
  if (asker.kind === "answered") return asker.decision;
  if (asker.kind === "stranger") return context.crowded() ? refuse(busy()) : context.programs.challenge(await enforcement.turnAway(exchange));
  if (asker.kind === "leftOut") return leftOut(exchange, context, { enforcement, person: asker.person });

  // On every request, so that a rule that changed acts at once.
  if (!context.admits(asker.session.person, exchange)) return leftOut(exchange, context, { enforcement, person: asker.session.person });

  if (isCrossSite(exchange, origin, context.allowedOrigins())) return refuse(plainAnswer(403, "crossSite"));

  const tool = context.options().developerEndpoints === "allow" ? undefined : context.routes.developerEndpoint(exchange.target);
  if (tool !== undefined) return refuse(refuseDeveloperOnly(exchange, context.names, tool));

  if (program !== undefined) return { kind: "forward", session: asker.session, headers: [], program: true };

  const renewing = enforcement.renew(exchange, asker.session);
  const renewal = renewing === undefined ? undefined : await renewing;
  if (renewal !== undefined) return renewal;

  const remember = met === "none" && isNavigation(exchange) ? rememberShare(context.originMark, origin) : [];
  return { kind: "forward", session: asker.session, headers: remember, program: false };
}

async function leftOut(exchange: Exchange, { names }: GateContext, { enforcement, person }: { readonly enforcement: Enforcement; readonly person: Person }): Promise<Decision> {
  if (!isNavigation(exchange)) return refuse(plainAnswer(403, "notAllowed"));
  return refuse(notAllowedPage(names, accountName(person), await enforcement.anotherAccount(exchange, returnPath(exchange.target))));
}
