import { randomBytes } from "node:crypto";
import type { OpenidClient } from "../oidc/openidClient";
import { plainAnswer, redirect } from "./answer";
import { Callback } from "./callback";
import { cookieNames, ownCookie, readCookies, type Cookie } from "./cookies";
import { refuse, type AnsweredDecision, type Asker, type Enforcement } from "./decision";
import type { Exchange } from "./exchange";
import type { GateContext } from "./gateContext";
import { isNavigation } from "./navigation";
import { clearStorage, metBefore } from "./originMemory";
import { ownPrefix } from "./ownPaths";
import { tooManyPage, type Offer } from "./pages";
import type { PublicOrigin } from "./publicOrigin";
import { RateLimit } from "./rateLimit";
import { returnPath } from "./returnTo";
import { sessionKey, type Session } from "./sessions";
import { SwitchAccount } from "./switchAccount";

const transactionSeconds = 600;
const mostTransactions = 5;

/** `gate`: a session that the gate itself opened after an OpenID sign-in; the browser holds one random value. */
export class GateEnforcement implements Enforcement {
  readonly signInAgain: Offer = { label: "signInAgain", href: "/", headers: [] };
  readonly #starts: RateLimit;
  readonly #callback: Callback;
  readonly #switching: SwitchAccount;

  constructor(private readonly context: GateContext, private readonly openid: OpenidClient) {
    this.#starts = new RateLimit(context.clock, context.limits.signInStartsPerMinute);
    this.#switching = new SwitchAccount(context, this);
    this.#callback = new Callback(context, openid, { enforcement: this, switching: this.#switching });
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
    const session = /^[A-Za-z0-9_-]{43}$/.test(cookie.value) ? this.context.sessions.find(sessionKey(cookie.value)) : undefined;
    return session === undefined ? { kind: "stranger" } : { kind: "visitor", session };
  }

  async turnAway(exchange: Exchange): Promise<AnsweredDecision> {
    const stale = this.#staleCookies(exchange);
    if (!isNavigation(exchange)) return refuse(plainAnswer(401, "signInRequired", stale));
    if (!this.#starts.take()) return refuse(tooManyPage());
    const { url, state, headers } = await this.#begin(exchange, { returnTo: returnPath(exchange.target) });
    const clear = metBefore(exchange, this.context.shareId, this.#origin()) === "none" ? clearStorage : [];
    return { kind: "answer", outcome: "signIn", state, answer: redirect(302, url, [...stale, ...headers, ...clear]) };
  }

  async anotherAccount(exchange: Exchange, returnTo: string): Promise<Offer> {
    if (!this.#starts.take()) return { label: "tryAgain", href: "/", headers: [] };
    const { url, headers } = await this.#begin(exchange, { returnTo, anotherAccount: true });
    return { label: "useAnotherAccount", href: url, headers };
  }

  callback(exchange: Exchange): Promise<AnsweredDecision> {
    return this.#callback.answer(exchange);
  }

  switchAccount(exchange: Exchange): Promise<AnsweredDecision> {
    return this.#switching.answer(exchange);
  }

  signOut(session: Session): Offer & { readonly onward: string | undefined } {
    const onward = session.idToken === undefined ? undefined : this.openid.endSessionUrl({ idToken: session.idToken });
    return { ...this.signInAgain, headers: ["Set-Cookie", this.#expired(this.#names().session)], onward };
  }

  /** The browser's cookie means nothing without its entry. */
  ended(session: Session): void {
    this.#switching.forget(session);
  }

  /** A fresh id at each sign-in (S26). @returns the session's cookie as a header */
  openSession(opened: { readonly person: Session["person"]; readonly idToken: string; readonly sid: string | undefined }, maxAge: number): readonly string[] {
    const id = randomBytes(32).toString("base64url");
    this.context.sessions.open({ ...opened, key: sessionKey(id), maxAge });
    const secure = this.#origin().scheme === "https";
    return ["Set-Cookie", ownCookie(this.#names().session, id, { secure, maxAge: Math.floor(maxAge / 1000) })];
  }

  transactionCookies({ headers }: Exchange): readonly Cookie[] {
    const { signIn } = this.#names();
    return readCookies(headers).filter(({ name }) => name.startsWith(signIn));
  }

  /** The cookie of the sign-in that `state` belongs to, to be forgotten. */
  forget(state: string): readonly string[] {
    return ["Set-Cookie", this.#expired(this.#transactionName(state))];
  }

  async #begin(exchange: Exchange, how: { readonly returnTo: string; readonly anotherAccount?: boolean }): Promise<{ readonly url: string; readonly state: string; readonly headers: readonly string[] }> {
    const { origin, scheme } = this.#origin();
    const { url, state, transaction } = await this.openid.begin({ redirectUri: `${origin}${ownPrefix}/callback`, wanted: this.context.wanted(), ...how });
    // Browsers send older cookies first (RFC 6265, 5.4): the oldest give way.
    const surplus = this.transactionCookies(exchange).slice(0, -(mostTransactions - 1)).flatMap(({ name }) => ["Set-Cookie", this.#expired(name)]);
    const cookie = ownCookie(this.#transactionName(state), transaction, { secure: scheme === "https", maxAge: transactionSeconds });
    return { url, state, headers: [...surplus, "Set-Cookie", cookie] };
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
