import { ExpectedError } from "../base/expectedError";
import { bounded } from "../base/deadline";
import { inert } from "../base/inert";
import type { FinishedSignIn, OpenidClient } from "../oidc/openidClient";
import { redirect } from "./answer";
import { ownPage, refuse, type AnsweredDecision } from "./decision";
import type { Exchange } from "./exchange";
import { accountName, sessionMaxAge, type GateContext } from "./gateContext";
import type { GateEnforcement } from "./gateEnforcement";
import { isNavigation } from "./navigation";
import { cannotSignInPage, notAllowedPage, refusedPage, signInExpiredPage, tooManyPage, trialOverPage, type CannotSignIn } from "./pages";
import { newReference } from "./reference";
import type { Renewals } from "./renewals";
import { returnPath } from "./returnTo";
import { isSomebodyElse, switchPath, type SwitchAccount } from "./switchAccount";
import { trialPath } from "./trials";
import { triedSignIn } from "./triedSignIn";

const deadlineMs = 30_000;

interface Renewal {
  readonly returnTo: string;
}

/** What goes with every answer to a callback. */
interface WayBack {
  readonly forget: readonly string[];
  /** Where this sign-in began as the renewal of a session. */
  readonly renewal?: Renewal | undefined;
}

/** `/.portcullis/callback`: where the provider sends people back to. */
export class Callback {
  #waiting = 0;

  constructor(private readonly context: GateContext, private readonly openid: OpenidClient, private readonly own: { readonly enforcement: GateEnforcement; readonly switching: SwitchAccount; readonly renewals: Renewals }) {}

  async answer(exchange: Exchange): Promise<AnsweredDecision> {
    const origin = this.context.origin();
    if (origin === undefined || exchange.method !== "GET" || !isNavigation(exchange)) {
      return refuse(refusedPage(400, "callback"));
    }
    const callbackUrl = new URL(`${origin.origin}${exchange.target}`);
    const state = callbackUrl.searchParams.get("state");
    const renewal = state === null ? undefined : this.own.renewals.take(state);
    const back: WayBack = { forget: this.#forget(exchange, state), renewal };
    if (this.#waiting >= this.context.limits.signInsAtOnce) return renewal === undefined ? refuse(tooManyPage()) : asItWas(renewal, back.forget);
    const trial = state === null ? undefined : this.context.trials.take(state);
    this.#waiting++;
    try {
      const transactions = this.own.enforcement.transactionCookies(exchange).map(({ value }) => value);
      const signedIn = await bounded(deadlineMs, [this.context.closing], (signal) => this.openid.finish({ callbackUrl, transactions, wanted: this.context.wanted() }, signal));
      // Before anything else is made of it: what the sealed transaction says can't be forged, and no session begins with one of these.
      if (signedIn.returnTo === trialPath) return this.#tried(exchange, signedIn, trial, back.forget);
      return await this.#signedIn(exchange, signedIn, back, sessionMaxAge(this.context, origin));
    } catch (error) {
      if (trial !== undefined) return this.#triedInVain(trial, error, back.forget);
      return renewal === undefined ? this.#failed(exchange, error, back.forget) : this.#notRenewed(exchange, error, { ...back, renewal });
    } finally {
      this.#waiting--;
    }
  }

  async #signedIn(exchange: Exchange, { person, idToken, sid, issuedAt, returnTo }: FinishedSignIn, { forget, renewal }: WayBack, maxAge: number): Promise<AnsweredDecision> {
    const { context } = this;
    const { enforcement, switching, renewals } = this.own;
    const before = enforcement.identify(exchange);
    const session = before.kind === "visitor" ? before.session : undefined;
    const other = session !== undefined && isSomebodyElse(session.person, person);
    if (enforcement.wasLoggedOut({ person, sid, issuedAt })) throw new ExpectedError("oidc.signInExpired", { why: "signed out by the identity provider meanwhile" });
    // Signed out, put out or left out meanwhile: a renewal brings nobody in.
    if (renewal !== undefined && session === undefined) return asItWas(renewal, forget);
    if (renewal !== undefined && other) {
      context.log.info(`not renewed: ${inert(accountName(session.person))}; ${inert(accountName(person))} is signed in at the provider now`);
      renewals.giveUp(session);
      if (!context.admits(person, exchange)) return asItWas(renewal, forget);
    }
    if (!context.admits(person, exchange)) {
      if (session !== undefined && !other) context.sessions.endSession(session, "leftOut");
      context.log.info(`sign-in refused: ${inert(accountName(person))} is not among those who may come in`);
      const another = await enforcement.anotherAccount(exchange, returnTo);
      return refuse(notAllowedPage(context.names, accountName(person), { ...another, headers: [...forget, ...another.headers] }));
    }
    const signedIn = { person, idToken, sid, maxAge };
    if (session !== undefined && other) {
      switching.ask(session, { ...signedIn, issuedAt, returnTo });
      return ownPage(redirect(303, switchPath, forget));
    }
    const cookie = session === undefined ? enforcement.openSession(signedIn) : enforcement.renewSession(session, signedIn);
    context.log.info(`signed in${renewal === undefined ? "" : " for longer"}: ${inert(accountName(person))}`);
    return ownPage(redirect(303, returnPath(returnTo), [...forget, ...cookie]));
  }

  #tried(exchange: Exchange, signedIn: FinishedSignIn, trial: string | undefined, forget: readonly string[]): AnsweredDecision {
    const { context } = this;
    context.log.info(`the sign-in was tested: ${inert(accountName(signedIn.person))}`);
    // Asked again, when it is told already: nobody waits for it any more.
    if (trial !== undefined) context.trials.signedIn(trial, triedSignIn(signedIn, context.judge(signedIn.person, exchange)));
    return ownPage(trialOverPage(context.names, forget));
  }

  #triedInVain(trial: string, error: unknown, forget: readonly string[]): AnsweredDecision {
    this.context.log.warn(`the sign-in was tested and failed: ${error instanceof ExpectedError ? inert(error.message, 300) : `oidc.signInFailed ${inert(String(error), 300)}`}`);
    this.context.trials.failed(trial, error);
    return ownPage(trialOverPage(this.context.names, forget));
  }

  #failed(exchange: Exchange, error: unknown, forget: readonly string[]): AnsweredDecision {
    // A stale tab, a step back in the history: whoever is in stays in.
    if (error instanceof ExpectedError && error.code === "oidc.signInExpired" && this.own.enforcement.identify(exchange).kind === "visitor") {
      return ownPage(redirect(303, "/", forget));
    }
    const reference = newReference();
    const { names, log } = this.context;
    log.warn(`cannot sign in (${reference}): ${error instanceof ExpectedError ? inert(error.message, 300) : `oidc.signInFailed ${inert(String(error), 300)}`}`);
    if (error instanceof ExpectedError && error.code === "oidc.signInExpired") return refuse(signInExpiredPage(names, reference, forget));
    return refuse(cannotSignInPage(names, { reference, ...explain(error), again: { label: "tryAgain", href: "/", headers: forget } }));
  }

  /** The session is as good as before, unless the provider refuses this person outright: nobody was asked, so that it was the provider who denied. */
  #notRenewed(exchange: Exchange, error: unknown, { forget, renewal }: WayBack & { readonly renewal: Renewal }): AnsweredDecision {
    const before = this.own.enforcement.identify(exchange);
    const who = before.kind === "visitor" ? inert(accountName(before.session.person)) : "somebody who is out by now";
    const refused = error instanceof ExpectedError && error.code === "oidc.providerError" && error.facts["error"] === "access_denied";
    if (refused && before.kind === "visitor") this.context.sessions.endSession(before.session, "leftOut");
    this.context.log.info(`${refused ? "signed out" : "not renewed"}: ${who}; ${inert(error instanceof ExpectedError ? error.message : String(error), 300)}`);
    return asItWas(renewal, forget);
  }

  /** Only a cookie that this browser has, so that a forged address can expire nothing else. */
  #forget(exchange: Exchange, state: string | null): readonly string[] {
    if (state === null) return [];
    const forget = this.own.enforcement.forget(state);
    return this.own.enforcement.transactionCookies(exchange).some(({ name }) => forget[1]?.startsWith(`${name}=`) === true) ? forget : [];
  }
}

/** Back to the page, whose session decides again. */
function asItWas({ returnTo }: Renewal, forget: readonly string[]): AnsweredDecision {
  return ownPage(redirect(303, returnPath(returnTo), forget));
}

function explain(error: unknown): { readonly status: number; readonly because: CannotSignIn } {
  const code = error instanceof ExpectedError ? error.code : "oidc.signInFailed";
  if (code === "oidc.providerError") return { status: 403, because: "ended" };
  if (code === "oidc.clientRefused") return { status: 502, because: "registration" };
  if (code === "oidc.tokenInvalid") return { status: 403, because: "unverified" };
  if (code === "oidc.issuerUnreachable") return { status: 503, because: "unreachable" };
  return { status: 502, because: "failed" };
}
