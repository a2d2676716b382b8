import { ExpectedError } from "../base/expectedError";
import { bounded } from "../base/deadline";
import { inert } from "../base/inert";
import type { OpenidClient } from "../oidc/openidClient";
import { announcesBody, type Exchange } from "./exchange";
import { sessionMaxAge, type GateContext } from "./gateContext";
import { isNavigation } from "./navigation";
import type { PublicOrigin } from "./publicOrigin";
import { onlyValue } from "./rawHeaders";
import { returnPath } from "./returnTo";
import type { Session } from "./sessions";

/** A session is renewed in the last quarter of its life. */
const lastPart = 1 / 4;
const betweenAttemptsMs = 300_000;
const lifetimeMs = 600_000;
const reachMs = 2000;
const reachedForMs = 30_000;

/**
 * Which sessions are asked about at the provider before they end, without a question to the person (`prompt=none`).
 * Only a whole tab that opens a page can be sent there and back: nothing that has a body, no frame, nothing that a worker passes on.
 */
export class Renewals {
  /** By `state`. */
  readonly #underWay = new Map<string, { readonly returnTo: string; readonly until: number }>();
  /** By form token, which a session keeps: not before. At most one for each session. */
  readonly #notBefore = new Map<string, number>();
  #reached: { readonly at: number; readonly answer: Promise<boolean> } | undefined;

  constructor(private readonly context: GateContext, private readonly openid: OpenidClient) {}

  /** Is this the moment, and the request, to renew the session with? Most often answered by the first line. */
  isDue(exchange: Exchange, session: Session, origin: PublicOrigin): boolean {
    const now = this.context.clock.now();
    if (session.expiresAt - now > sessionMaxAge(this.context, origin) * lastPart) return false;
    if ((this.#notBefore.get(session.formToken) ?? 0) > now) return false;
    const { method, headers, target } = exchange;
    if (method !== "GET" || !isNavigation(exchange) || onlyValue(headers, "sec-fetch-dest") !== "document" || announcesBody(headers)) return false;
    return returnPath(target) === target;
  }

  /** Counts as an attempt, whatever comes of it. @returns whether the provider answers at all: a person is not sent from a page that works to one that does not */
  attempt(session: Session): Promise<boolean> {
    const now = this.context.clock.now();
    this.#notBefore.set(session.formToken, now + betweenAttemptsMs);
    if (this.#reached === undefined || this.#reached.at + reachedForMs <= now) this.#reached = { at: now, answer: this.#reach() };
    return this.#reached.answer;
  }

  begun(state: string, returnTo: string): void {
    const now = this.context.clock.now();
    this.#underWay.set(state, { returnTo, until: now + lifetimeMs });
    for (const [oldest, { until }] of this.#underWay) {
      if (until > now && this.#underWay.size <= this.context.limits.sessions) break;
      this.#underWay.delete(oldest);
    }
  }

  /** The renewal that comes back with this `state`, once. */
  take(state: string): { readonly returnTo: string } | undefined {
    const renewal = this.#underWay.get(state);
    this.#underWay.delete(state);
    return renewal;
  }

  /** Somebody else is signed in at the provider now: this session lives out its time. */
  giveUp(session: Session): void {
    this.#notBefore.set(session.formToken, Infinity);
  }

  forget(session: Session): void {
    this.#notBefore.delete(session.formToken);
  }

  async #reach(): Promise<boolean> {
    const tooLate = new AbortController();
    const late = this.context.clock.after(reachMs, () => tooLate.abort(new DOMException(`No answer within ${reachMs} ms`, "TimeoutError")));
    try {
      await bounded(undefined, [this.context.closing, tooLate.signal], (signal) => this.openid.reach(signal));
      return true;
    } catch (error) {
      this.context.log.info(`sessions are not renewed, the provider does not answer: ${inert(error instanceof ExpectedError ? error.message : String(error), 300)}`);
      return false;
    } finally {
      late.dispose();
    }
  }
}
