import { ExpectedError } from "../base/expectedError";
import { bounded } from "../base/deadline";
import { inert } from "../base/inert";
import type { Person } from "../identity/person";
import type { VerifiedClaims } from "../oidc/idTokenVerifier";
import type { OpenidClient } from "../oidc/openidClient";
import { plainAnswer } from "./answer";
import { ownPage, refuse, type AnsweredDecision, type Asker, type Enforcement } from "./decision";
import type { Exchange } from "./exchange";
import { accountName, sessionMaxAge, type GateContext } from "./gateContext";
import type { EdgePaths, EnforcementKind } from "./gateOptions";
import { isNavigation } from "./navigation";
import { cannotSignInPage, notFoundPage, signedOutPage, trialOverPage, type Offer } from "./pages";
import { newReference } from "./reference";
import { lacksIdToken, readSeal, type EdgeSeal, type SealedIdentity } from "./seal";
import type { EnforcementMemory } from "./sessionTable";
import { sessionKey, type EndReason, type Session } from "./sessions";
import { triedSignIn } from "./triedSignIn";

/**
 * ngrok's own paths. The login asks the provider to ask for the person anew (`prompt=login`); the logout clears the edge's cookie and no
 * more: the provider would sign the same person in again.
 */
const pathsWithoutAuthId = () => ({ login: "/ngrok/login", logout: "/ngrok/logout" });
const verifyMs = 15_000;
const mostPutOut = 10_000;
const mostTried = 100;

/** `edge`: ngrok ran the sign-in; its policy's last rule sealed the request. The gate verifies the ID token itself and keeps the same table (S2, S11). */
export class EdgeEnforcement implements Enforcement {
  readonly signOutLeadsTo = undefined;
  /** Which session a sealed identity with this very token belongs to, so that a token is verified once. */
  readonly #known = new Map<string, string>();
  /** Sessions of the edge that ended here: by hand, by age, by a rule. The edge goes on sealing them. */
  readonly #putOut = new Set<string>();
  /** Tokens with which a sign-in was tried already: whoever comes with one of them again was not asked for again. */
  readonly #tried = new Set<string>();
  /** Whoever signed in before this moment counts as put out: who was is not known any more. */
  #outBefore: number | undefined;

  readonly #seal: EdgeSeal;
  readonly #paths: () => EdgePaths;

  constructor(private readonly context: GateContext, private readonly openid: OpenidClient, { seal, paths = pathsWithoutAuthId }: Omit<Extract<EnforcementKind, { kind: "edge" }>, "kind">) {
    this.#seal = seal;
    this.#paths = paths;
  }

  get signInAgain(): Offer {
    return { label: "signInAgain", href: this.#paths().login, headers: [] };
  }

  identify(exchange: Exchange): Asker | Promise<Asker> {
    const sealed = readSeal(exchange.headers, this.#seal);
    if (sealed === undefined) return { kind: "stranger" };
    const known = this.#known.get(tokenKey(sealed));
    const session = known === undefined ? undefined : this.context.sessions.find(known);
    return session === undefined ? this.#firstSight(exchange, sealed) : { kind: "visitor", session };
  }

  turnAway(exchange: Exchange): AnsweredDecision {
    const reference = newReference();
    const answer = isNavigation(exchange)
      ? cannotSignInPage(this.context.names, { status: 503, reference, because: "unsealed" })
      : { ...plainAnswer(401, "signInRequired"), reference };
    // The edge seals nothing on what it reads as an open path: that the gate reads it otherwise says nothing of the policy.
    if (this.context.openPaths.couldBe(exchange.target)) return refuse(answer);
    this.context.log.warn(`a request came without a valid seal (${reference})`);
    return { kind: "answer", outcome: "refused", answer, unsealed: lacksIdToken(exchange.headers, this.#seal) ? "edge.noIdToken" : "edge.sealMissing" };
  }

  /** The edge renews by itself. */
  renew(): undefined {
    return undefined;
  }

  anotherAccount(): Promise<Offer> {
    return Promise.resolve({ label: "useAnotherAccount", href: this.#paths().login, headers: [] });
  }

  callback(): undefined {
    return undefined;
  }

  /** What the edge sealed is all that is looked at: no session is sought or opened with it. */
  async trial(exchange: Exchange): Promise<AnsweredDecision> {
    const { context } = this;
    const trial = context.trials.open(exchange.target);
    if (trial === undefined) return ownPage(notFoundPage());
    try {
      const sealed = readSeal(exchange.headers, this.#seal);
      if (sealed === undefined) throw new ExpectedError(lacksIdToken(exchange.headers, this.#seal) ? "edge.noIdToken" : "edge.sealMissing");
      const token = tokenKey(sealed);
      const seen = this.#known.has(token) || this.#tried.has(token);
      this.#tried.add(token);
      bound(this.#tried, mostTried);
      const { claims, person, key } = await this.#verified(sealed, this.#known.has(token) ? context.limits.sessionMaxAgeMs : 0);
      context.log.info(`the sign-in was tested: ${inert(accountName(person))}`);
      context.trials.signedIn(trial.id, triedSignIn({ claims, person }, context.judge(person, exchange), { putOut: this.#isOut(key, claims), earlier: seen || issuedBefore(claims, trial.since) }));
    } catch (error) {
      context.log.warn(`the sign-in was tested and failed: ${error instanceof ExpectedError ? inert(error.message, 300) : `oidc.signInFailed ${inert(String(error), 300)}`}`);
      context.trials.failed(trial.id, error);
    }
    return ownPage(trialOverPage(context.names, [], this.#paths().logout));
  }

  switchAccount(): undefined {
    return undefined;
  }

  /** The provider's own request has no seal: ngrok's policy sends it to the sign-in. What comes here nevertheless finds nothing, as any stranger's. */
  backchannelLogout(): undefined {
    return undefined;
  }

  signOut(): Offer & { readonly onward: string | undefined } {
    return { ...this.signInAgain, onward: this.#paths().logout };
  }

  signedOutAtProvider(): undefined {
    return undefined;
  }

  /** Who was put out stays out, though the edge goes on sealing. */
  ended(session: Session, reason: EndReason): void {
    if (reason !== "signedOut" && reason !== "expired") return;
    this.#putOut.add(session.key);
    bound(this.#putOut, mostPutOut);
  }

  memory(): EnforcementMemory {
    return { putOut: [...this.#putOut], known: [...this.#known], outBefore: this.#outBefore };
  }

  recall(memory: EnforcementMemory | "lost"): void {
    if (memory === "lost") {
      this.#outBefore = this.context.clock.now();
      return;
    }
    for (const key of memory.putOut) this.#putOut.add(key);
    for (const [seen, key] of memory.known) this.#known.set(seen, key);
    this.#outBefore = memory.outBefore;
  }

  async #firstSight(exchange: Exchange, sealed: SealedIdentity): Promise<Asker> {
    const origin = this.context.origin();
    if (origin === undefined) return { kind: "stranger" };
    try {
      // Past `exp` a token counts only for a session that is known with it (S2); that case is answered above.
      const { claims, person, key } = await this.#verified(sealed);
      if (this.#isOut(key, claims)) return { kind: "answered", decision: this.#stayedOut(exchange) };
      if (!this.context.admits(person, exchange)) return { kind: "leftOut", person };
      const sid = claims["sid"];
      const session =
        (this.context.sessions.find(key) === undefined ? undefined : this.context.sessions.renew(key, person)) ??
        this.context.sessions.open({ key, person, maxAge: sessionMaxAge(this.context, origin), sid: typeof sid === "string" ? sid : undefined });
      this.#known.set(tokenKey(sealed), key);
      bound(this.#known, this.context.limits.sessions * 2);
      return { kind: "visitor", session };
    } catch (error) {
      return { kind: "answered", decision: this.#failed(exchange, error) };
    }
  }

  async #verified(sealed: SealedIdentity, allowExpiredFor = 0): Promise<{ readonly claims: VerifiedClaims; readonly person: Person; readonly key: string }> {
    const claims = await bounded(verifyMs, [this.context.closing], (signal) => this.openid.verifyIdToken(sealed.idToken, { signal, allowExpiredFor }));
    const person = this.openid.person(claims, this.context.wanted().claims);
    return { claims, person, key: sessionKey(`edge\n${sealed.sessionId}\n${person.issuer}\n${person.subject}`) };
  }

  #isOut(key: string, claims: VerifiedClaims): boolean {
    return this.#putOut.has(key) || this.#signedInTooEarly(claims);
  }

  #signedInTooEarly({ iat }: VerifiedClaims): boolean {
    return this.#outBefore !== undefined && !(typeof iat === "number" && iat * 1000 > this.#outBefore);
  }

  #stayedOut(exchange: Exchange): AnsweredDecision {
    return refuse(isNavigation(exchange) ? { ...signedOutPage(this.context.names, this.signInAgain, { atProvider: false }), status: 403 } : plainAnswer(401, "signedOut"));
  }

  #failed(exchange: Exchange, error: unknown): AnsweredDecision {
    const reference = newReference();
    this.context.log.warn(`cannot sign in (${reference}): ${error instanceof ExpectedError ? inert(error.message, 300) : `oidc.signInFailed ${inert(String(error), 300)}`}`);
    if (!isNavigation(exchange)) return refuse({ ...plainAnswer(401, "signInRequired"), reference });
    return refuse(cannotSignInPage(this.context.names, { status: 403, reference, because: "unverified", again: this.signInAgain }));
  }
}

/** Forgets the oldest. */
function bound(held: { readonly size: number; keys(): Iterable<string>; delete(key: string): boolean }, most: number): void {
  for (const oldest of held.keys()) {
    if (held.size <= most) break;
    held.delete(oldest);
  }
}

/** By the provider's clock, which may be behind by as much as tokens are taken with. */
function issuedBefore({ iat }: VerifiedClaims, since: number): boolean {
  return !(typeof iat === "number" && iat * 1000 > since - 30_000);
}

function tokenKey({ identityId, sessionId, idToken }: SealedIdentity): string {
  return sessionKey(`${identityId}\n${sessionId}\n${idToken}`);
}
