import { inert } from "../base/inert";
import type { Person } from "../identity/person";
import { plainAnswer, redirect } from "./answer";
import { ownPage, refuse, type AnsweredDecision } from "./decision";
import type { Exchange } from "./exchange";
import { accountName, type GateContext } from "./gateContext";
import type { GateEnforcement } from "./gateEnforcement";
import { ownForm } from "./ownForm";
import { ownPrefix } from "./ownPaths";
import { refusedPage, switchAccountPage } from "./pages";
import { returnPath } from "./returnTo";
import type { Session } from "./sessions";

export const switchPath = `${ownPrefix}/switch`;

/** A sign-in that is whole but for the person's word. */
export interface PendingSwitch {
  readonly person: Person;
  readonly idToken: string;
  readonly sid: string | undefined;
  readonly issuedAt: number;
  readonly returnTo: string;
  readonly maxAge: number;
}

const patienceMs = 300_000;

/** S26: signing in while signed in as somebody else asks first; a page elsewhere may have driven the browser through it. */
export class SwitchAccount {
  /** By the form token, which a session keeps. At most one for each session, so that it is bounded with them. */
  readonly #pending = new Map<string, PendingSwitch & { readonly until: number }>();

  constructor(private readonly context: GateContext, private readonly enforcement: GateEnforcement) {}

  ask(session: Session, pending: PendingSwitch): void {
    this.#pending.set(session.formToken, { ...pending, until: this.context.clock.now() + patienceMs });
  }

  forget(session: Session): void {
    this.#pending.delete(session.formToken);
  }

  /** `/.portcullis/switch`: the question, and what its buttons do. */
  async answer(exchange: Exchange): Promise<AnsweredDecision> {
    const asker = this.enforcement.identify(exchange);
    if (asker.kind === "answered") return asker.decision;
    const origin = this.context.origin();
    if (asker.kind !== "visitor" || origin === undefined) return ownPage(redirect(303, "/"));
    const { session } = asker;
    const pending = this.#pending.get(session.formToken);
    if (pending === undefined || pending.until <= this.context.clock.now()) return ownPage(redirect(303, "/"));
    if (exchange.method === "GET" || exchange.method === "HEAD") {
      const accounts = { now: accountName(session.person), next: accountName(pending.person) };
      return ownPage(switchAccountPage(this.context.names, accounts, { token: session.formToken, postTo: switchPath }));
    }
    if (exchange.method !== "POST") return refuse(plainAnswer(405, "method", ["Allow", "GET, HEAD, POST"]));
    const choice = (await ownForm(exchange, session, { origin, clock: this.context.clock }))?.get("choice");
    if (choice !== "stay" && choice !== "switch") return refuse(refusedPage(403, "switchForm"));
    // Gone meanwhile: another tab's answer came first, or another sign-in.
    if (this.#pending.get(session.formToken) !== pending) return ownPage(redirect(303, "/"));
    this.#pending.delete(session.formToken);
    if (choice === "stay" || !this.context.admits(pending.person, exchange) || this.enforcement.wasLoggedOut(pending)) return ownPage(redirect(303, returnPath(pending.returnTo)));
    this.context.sessions.endSession(session, "displaced");
    this.context.log.info(`signed in: ${inert(accountName(pending.person))}, in place of ${inert(accountName(session.person))}`);
    return ownPage(redirect(303, returnPath(pending.returnTo), this.enforcement.openSession(pending)));
  }
}

export function isSomebodyElse(one: Person, other: Person): boolean {
  return one.issuer !== other.issuer || one.subject !== other.subject;
}
