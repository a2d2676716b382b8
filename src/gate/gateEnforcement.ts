import { randomBytes } from "node:crypto";
import type { BeginSignIn, FinishedSignIn, OpenidClient } from "../oidc/openidClient";
import { plainAnswer, redirect, type Answer } from "./answer";
import { BackchannelLogout } from "./backchannelLogout";
import { Callback } from "./callback";
import { cookieNames, ownCookie, readCookies, type Cookie } from "./cookies";
import { ownPage, refuse, type AnsweredDecision, type Asker, type Enforcement } from "./decision";
import type { Exchange } from "./exchange";
import { FormerIds } from "./formerIds";
import type { GateContext } from "./gateContext";
import { isNavigation } from "./navigation";
import { clearStorage, metBefore } from "./originMemory";
import { ownPrefix, signOutPath } from "./ownPaths";
import { notFoundPage, tooManyPage, type Offer } from "./pages";
import type { PublicOrigin } from "./publicOrigin";
import { RateLimit } from "./rateLimit";
import { RecentLogouts } from "./recentLogouts";
import { Renewals } from "./renewals";
import { returnPath } from "./returnTo";
import { sameSecret } from "./seal";
import { sessionKey, type NewSession, type Session } from "./sessions";
import { SwitchAccount } from "./switchAccount";
import { trialPath } from "./trials";

/** What a finished sign-in says of the session to be. */
type SignedIn = Pick<NewSession, "person" | "idToken" | "sid" | "maxAge">;

/** Browsers ask for it beside every page of the gate's own; there is none (S6). */
function asksForIcon({ method, target, upgrade }: Exchange): boolean {
  return upgrade === undefined && method === "GET" && target === "/favicon.ico";
}

function noIcon(headers: readonly string[]): Answer {
  return { status: 204, headers, body: "" };
}

const transactionSeconds = 600;
const mostTransactions = 5;

/** `gate`: a session that the gate itself opened after an OpenID sign-in; the browser holds one random value. */
export class GateEnforcement implements Enforcement {
  readonly signInAgain: Offer = { label: "signInAgain", href: "/", headers: [] };
  readonly #starts: RateLimit;
  readonly #callback: Callback;
  readonly #switching: SwitchAccount;
  readonly #renewals: Renewals;
  readonly #former: FormerIds;
  readonly #logouts: RecentLogouts;
  readonly #backchannel: BackchannelLogout;

  constructor(private readonly context: GateContext, private readonly openid: OpenidClient) {
    this.#starts = new RateLimit(context.clock, context.limits.signInStartsPerMinute);
    this.#switching = new SwitchAccount(context, this);
    this.#renewals = new Renewals(context, openid);
    this.#former = new FormerIds(context.clock, context.limits.sessions);
    this.#logouts = new RecentLogouts(context.clock);
    this.#backchannel = new BackchannelLogout(context, openid, this.#logouts);
    this.#callback = new Callback(context, openid, { enforcement: this, switching: this.#switching, renewals: this.#renewals });
  }

  get signOutLeadsTo(): string | undefined {
    return this.openid.endSessionEndpoint;
  }

  identify({ headers }: Exchange): Asker {
    const { session: name } = this.#names();
    const own = readCookies(headers).filter((cookie) => cookie.name === name);
    const [cookie] = own;
    if (cookie === undefined) return { kind: "stranger" };
    // S21: two cookies of one name mean that somebody else planted one; which is whose can't be known.
    if (own.length > 1) return { kind: "answered", decision: refuse(plainAnswer(400, "repeatedSessionCookie", ["Set-Cookie", this.#expired(name)])) };
    const session = /^[A-Za-z0-9_-]{43}$/.test(cookie.value) ? this.#sessionOf(sessionKey(cookie.value)) : undefined;
    return session === undefined ? { kind: "stranger" } : { kind: "visitor", session };
  }

  async turnAway(exchange: Exchange): Promise<AnsweredDecision> {
    const stale = this.#staleCookies(exchange);
    if (!isNavigation(exchange)) return refuse(asksForIcon(exchange) ? noIcon(stale) : plainAnswer(401, "signInRequired", stale));
    if (!this.#starts.take()) return refuse(tooManyPage());
    const { url, state, headers } = await this.#begin(exchange, { returnTo: returnPath(exchange.target) });
    const clear = metBefore(exchange, this.context.originMark, this.#origin()) === "none" ? clearStorage : [];
    return { kind: "answer", outcome: "signIn", state, answer: redirect(302, url, [...stale, ...headers, ...clear]) };
  }

  renew(exchange: Exchange, session: Session): Promise<AnsweredDecision | undefined> | undefined {
    return this.#renewals.isDue(exchange, session, this.#origin()) && this.#starts.take() ? this.#askSilently(exchange, session) : undefined;
  }

  async anotherAccount(exchange: Exchange, returnTo: string): Promise<Offer> {
    if (!this.#starts.take()) return { label: "tryAgain", href: "/", headers: [] };
    const { url, headers } = await this.#begin(exchange, { returnTo, anotherAccount: true });
    return { label: "useAnotherAccount", href: url, headers };
  }

  callback(exchange: Exchange): Promise<AnsweredDecision> {
    return this.#callback.answer(exchange);
  }

  async trial(exchange: Exchange): Promise<AnsweredDecision> {
    const trial = this.context.trials.open(exchange.target);
    if (trial === undefined) return ownPage(notFoundPage());
    const { url, state, headers } = await this.#begin(exchange, { returnTo: trialPath });
    this.context.trials.begun(trial.id, state);
    return ownPage(redirect(302, url, headers));
  }

  switchAccount(exchange: Exchange): Promise<AnsweredDecision> {
    return this.#switching.answer(exchange);
  }

  backchannelLogout(exchange: Exchange): Promise<AnsweredDecision> {
    return this.#backchannel.answer(exchange);
  }

  /** The provider signed this sign-in out before it was a session here. */
  wasLoggedOut({ person, sid, issuedAt }: Pick<FinishedSignIn, "person" | "sid" | "issuedAt">): boolean {
    return this.#logouts.end({ subject: person.subject, sid, issuedAt });
  }

  signOut(session: Session, atProvider: boolean): Offer & { readonly onward: string | undefined } {
    const { session: name, signOut } = this.#names();
    const { origin, scheme } = this.#origin();
    const state = randomBytes(16).toString("base64url");
    const end = atProvider ? this.openid.endSessionUrl({ ...session, comeBack: { uri: `${origin}${signOutPath}`, state } }) : undefined;
    const awaited = end?.comesBack === true ? ["Set-Cookie", ownCookie(signOut, state, { secure: scheme === "https", maxAge: transactionSeconds })] : [];
    return { ...this.signInAgain, headers: ["Set-Cookie", this.#expired(name), ...awaited], onward: end?.url };
  }

  signedOutAtProvider({ target, headers }: Exchange): readonly string[] | undefined {
    const { signOut } = this.#names();
    const state = new URLSearchParams(target.split("?")[1] ?? "").getAll("state");
    const awaited = readCookies(headers).filter(({ name }) => name === signOut);
    return state.length === 1 && awaited.length === 1 && sameSecret(state[0] ?? "", awaited[0]?.value ?? "") ? ["Set-Cookie", this.#expired(signOut)] : undefined;
  }

  /** The browser's cookie means nothing without its entry. */
  ended(session: Session): void {
    this.#switching.forget(session);
    this.#renewals.forget(session);
  }

  /** A fresh id at each sign-in (S26). @returns the session's cookie as a header */
  openSession(signedIn: SignedIn): readonly string[] {
    const { id, key } = newId();
    this.context.sessions.open({ ...signedIn, key });
    return this.#sessionCookie(id, signedIn.maxAge);
  }

  /** The same person signed in once more: a fresh id here too, and what is open for them stays. @returns the session's cookie as a header */
  renewSession(session: Session, signedIn: SignedIn): readonly string[] {
    const { id, key } = newId();
    if (this.context.sessions.succeed(session, { ...signedIn, key }) === undefined) return this.openSession(signedIn);
    this.#former.replaced(session.key, key);
    return this.#sessionCookie(id, signedIn.maxAge);
  }

  transactionCookies({ headers }: Exchange): readonly Cookie[] {
    const { signIn } = this.#names();
    return readCookies(headers).filter(({ name }) => name.startsWith(signIn));
  }

  /** The cookie of the sign-in that `state` belongs to, to be forgotten. */
  forget(state: string): readonly string[] {
    return ["Set-Cookie", this.#expired(this.#transactionName(state))];
  }

  async #begin(exchange: Exchange, how: Pick<BeginSignIn, "returnTo" | "anotherAccount" | "silentlyAs">): Promise<{ readonly url: string; readonly state: string; readonly headers: readonly string[] }> {
    const { origin, scheme } = this.#origin();
    const { url, state, transaction } = await this.openid.begin({ redirectUri: `${origin}${ownPrefix}/callback`, wanted: this.context.wanted(), parameters: this.context.options().signIn, ...how });
    // Browsers send older cookies first (RFC 6265, 5.4): the oldest give way.
    const surplus = this.transactionCookies(exchange).slice(0, -(mostTransactions - 1)).flatMap(({ name }) => ["Set-Cookie", this.#expired(name)]);
    const cookie = ownCookie(this.#transactionName(state), transaction, { secure: scheme === "https", maxAge: transactionSeconds });
    return { url, state, headers: [...surplus, "Set-Cookie", cookie] };
  }

  async #askSilently(exchange: Exchange, session: Session): Promise<AnsweredDecision | undefined> {
    if (!(await this.#renewals.attempt(session))) return undefined;
    const returnTo = exchange.target;
    const { url, state, headers } = await this.#begin(exchange, { returnTo, silentlyAs: session.person });
    this.#renewals.begun(state, returnTo);
    return { kind: "answer", outcome: "signIn", state, answer: redirect(302, url, headers) };
  }

  #sessionOf(key: string): Session | undefined {
    const session = this.context.sessions.find(key);
    if (session !== undefined) return session;
    const successor = this.#former.successor(key);
    return successor === undefined ? undefined : this.context.sessions.find(successor);
  }

  #sessionCookie(id: string, maxAge: number): readonly string[] {
    const secure = this.#origin().scheme === "https";
    return ["Set-Cookie", ownCookie(this.#names().session, id, { secure, maxAge: Math.floor(maxAge / 1000) })];
  }

  #transactionName(state: string): string {
    return `${this.#names().signIn}${state.replace(/[^A-Za-z0-9_-]/g, "").slice(0, 12)}`;
  }

  /** S26: a session cookie that means nothing any more is expired on sight. */
  #staleCookies({ headers }: Exchange): readonly string[] {
    const { session: name } = this.#names();
    return readCookies(headers).some((cookie) => cookie.name === name) ? ["Set-Cookie", this.#expired(name)] : [];
  }

  #expired(name: string): string {
    return ownCookie(name, "", { secure: this.#origin().scheme === "https", maxAge: 0 });
  }

  #names(): ReturnType<typeof cookieNames> {
    return cookieNames(this.context.shareId, this.#origin().scheme === "https");
  }

  #origin(): PublicOrigin {
    const origin = this.context.origin();
    if (origin === undefined) throw new Error("A request got past the first step without a public origin.");
    return origin;
  }
}

function newId(): { readonly id: string; readonly key: string } {
  const id = randomBytes(32).toString("base64url");
  return { id, key: sessionKey(id) };
}
