import { plainAnswer, redirect } from "./answer";
import { ownPage, refuse, type AnsweredDecision, type Enforcement } from "./decision";
import type { Exchange } from "./exchange";
import { accountName, type GateContext } from "./gateContext";
import { ownForm } from "./ownForm";
import { refusedPage, signedOutPage, signOutPage } from "./pages";

/** `/.portcullis/sign-out`: a page with a button, or two, and what they do. */
export async function answerSignOut(exchange: Exchange, context: GateContext, enforcement: Enforcement): Promise<AnsweredDecision> {
  const asker = await enforcement.identify(exchange);
  if (asker.kind === "answered") return asker.decision;
  const origin = context.origin();
  if (asker.kind !== "visitor" || origin === undefined) {
    const back = enforcement.signedOutAtProvider(exchange);
    return ownPage(signedOutPage(context.names, { ...enforcement.signInAgain, headers: back ?? [] }, { atProvider: back !== undefined }));
  }
  const { session } = asker;
  if (exchange.method === "GET" || exchange.method === "HEAD") {
    return ownPage(signOutPage(context.names, accountName(session.person), { token: session.formToken, mayLeadTo: enforcement.signOutLeadsTo }));
  }
  if (exchange.method !== "POST") return refuse(plainAnswer(405, "method", ["Allow", "GET, HEAD, POST"]));
  const form = await ownForm(exchange, session, { origin, clock: context.clock });
  if (form === undefined) return refuse(refusedPage(403, "signOutForm"));
  // First of all, and whatever the provider makes of what follows.
  context.sessions.endSession(session, "signedOut");
  // S13. Where it can't be stored they are out all the same, their browser forgets the session, and the host tells the developer.
  await context.endsStored();
  const { onward, ...again } = enforcement.signOut(session, form.get("choice") === "atProvider");
  return ownPage(onward === undefined ? signedOutPage(context.names, again, { atProvider: false }) : redirect(303, onward, again.headers));
}
