import { ExpectedError } from "../base/expectedError";
import { withDeadline } from "../base/deadline";
import { inert } from "../base/inert";
import type { FinishedSignIn, OpenidClient } from "../oidc/openidClient";
import { redirect } from "./answer";
import { ownPage, refuse, type AnsweredDecision } from "./decision";
import type { Exchange } from "./exchange";
import { accountName, sessionMaxAge, type GateContext } from "./gateContext";
import type { GateEnforcement } from "./gateEnforcement";
import { isNavigation } from "./navigation";
import { cannotSignInPage, notAllowedPage, refusedPage, signInExpiredPage, tooManyPage, type CannotSignIn } from "./pages";
import { newReference } from "./reference";
import { returnPath } from "./returnTo";
import { isSomebodyElse, switchPath, type SwitchAccount } from "./switchAccount";

const deadlineMs = 30_000;

/** `/.portcullis/callback`: where the provider sends people back to. */
export class Callback {
  #waiting = 0;

  constructor(private readonly context: GateContext, private readonly openid: OpenidClient, private readonly own: { readonly enforcement: GateEnforcement; readonly switching: SwitchAccount }) {}

  async answer(exchange: Exchange): Promise<AnsweredDecision> {
    const origin = this.context.origin();
    if (origin === undefined || exchange.method !== "GET" || !isNavigation(exchange)) {
      return refuse(refusedPage(400, "callback"));
    }
    if (this.#waiting >= this.context.limits.signInsAtOnce) return refuse(tooManyPage());
    this.#waiting++;
    const callbackUrl = new URL(`${origin.origin}${exchange.target}`);
    const forget = this.#forget(exchange, callbackUrl.searchParams.get("state"));
    try {
      const transactions = this.own.enforcement.transactionCookies(exchange).map(({ value }) => value);
      const signedIn = await this.openid.finish({ callbackUrl, transactions, wanted: this.context.wanted() }, withDeadline(deadlineMs, this.context.closing));
      return await this.#signedIn(exchange, signedIn, forget, sessionMaxAge(this.context, origin));
    } catch (error) {
      return this.#failed(exchange, error, forget);
    } finally {
      this.#waiting--;
    }
  }

  async #signedIn(exchange: Exchange, { person, idToken, sid, returnTo }: FinishedSignIn, forget: readonly string[], maxAge: number): Promise<AnsweredDecision> {
    const before = this.own.enforcement.identify(exchange);
    if (!this.context.admits(person)) {
      this.context.log.info(`sign-in refused: ${inert(accountName(person))} is not among those who may come in`);
      const another = await this.own.enforcement.anotherAccount(exchange, returnTo);
      return refuse(notAllowedPage(this.context.names, accountName(person), { ...another, headers: [...forget, ...another.headers] }));
    }
    if (before.kind === "visitor" && isSomebodyElse(before.session.person, person)) {
      this.own.switching.ask(before.session, { person, idToken, sid, returnTo, maxAge });
      return ownPage(redirect(303, switchPath, forget));
    }
    if (before.kind === "visitor") this.context.sessions.end(before.session.key, "displaced");
    const cookie = this.own.enforcement.openSession({ person, idToken, sid }, maxAge);
    this.context.log.info(`signed in: ${inert(accountName(person))}`);
    return ownPage(redirect(303, returnPath(returnTo), [...forget, ...cookie]));
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

  /** Only a cookie that this browser has, so that a forged address can expire nothing else. */
  #forget(exchange: Exchange, state: string | null): readonly string[] {
    if (state === null) return [];
    const forget = this.own.enforcement.forget(state);
    return this.own.enforcement.transactionCookies(exchange).some(({ name }) => forget[1]?.startsWith(`${name}=`) === true) ? forget : [];
  }
}

function explain(error: unknown): { readonly status: number; readonly because: CannotSignIn } {
  const code = error instanceof ExpectedError ? error.code : "oidc.signInFailed";
  if (code === "oidc.providerError") return { status: 403, because: "ended" };
  if (code === "oidc.clientRefused") return { status: 502, because: "registration" };
  if (code === "oidc.tokenInvalid") return { status: 403, because: "unverified" };
  if (code === "oidc.issuerUnreachable") return { status: 503, because: "unreachable" };
  return { status: 502, because: "failed" };
}
