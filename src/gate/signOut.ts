import { plainAnswer, redirect } from "./answer";
import { ownPage, refuse, type AnsweredDecision, type Enforcement } from "./decision";
import type { Exchange } from "./exchange";
import { accountName, type GateContext } from "./gateContext";
import { ownForm } from "./ownForm";
import { refusedPage, signedOutPage, signOutPage } from "./pages";

/** `/.portcullis/sign-out`: a page with a button, and what the button does. */
export async function answerSignOut(exchange: Exchange, context: GateContext, enforcement: Enforcement): Promise<AnsweredDecision> {
  const asker = await enforcement.identify(exchange);
  if (asker.kind === "answered") return asker.decision;
  const origin = context.origin();
  if (asker.kind !== "visitor" || origin === undefined) return ownPage(signedOutPage(context.names, enforcement.signInAgain));
  const { session } = asker;
  if (exchange.method === "GET" || exchange.method === "HEAD") {
    return ownPage(signOutPage(context.names, accountName(session.person), { token: session.formToken, mayLeadTo: enforcement.signOutLeadsTo }));
  }
  if (exchange.method !== "POST") return refuse(plainAnswer(405, "method", ["Allow", "GET, HEAD, POST"]));
  if ((await ownForm(exchange, session, origin)) === undefined) {
    return refuse(refusedPage(403, "signOutForm"));
  }
  const { onward, headers, ...again } = enforcement.signOut(session);
  context.sessions.endSession(session, "signedOut");
  return ownPage(onward === undefined ? signedOutPage(context.names, { ...again, headers }) : redirect(303, onward, headers));
}
