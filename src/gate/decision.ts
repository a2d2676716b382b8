import type { OpenPath } from "../identity/openPath";
import type { Person } from "../identity/person";
import type { Answer } from "./answer";
import type { Exchange } from "./exchange";
import type { EndReason, Session } from "./sessions";
import type { Offer } from "./pages";
import type { EnforcementMemory } from "./sessionTable";

/** What the gate decided about a request, before anything is done about it. */
export type Decision =
  /** The headers go with the upstream's answer. A program's token is the gate's and goes no further. */
  | { readonly kind: "forward"; readonly session: Session; readonly headers: readonly string[]; readonly program: boolean }
  /** Forwarded for nobody in particular, within bounds (S6). */
  | { readonly kind: "open"; readonly path: OpenPath }
  | AnsweredDecision;

export interface AnsweredDecision {
  readonly kind: "answer";
  readonly outcome: "signIn" | "refused" | "ownPage";
  readonly answer: Answer;
  /** The `state` of the sign-in that was begun. */
  readonly state?: string;
  /** Under `edge`: the policy should have stopped or sealed this request and did not. */
  readonly unsealed?: "edge.sealMissing" | "edge.noIdToken";
}

export function refuse(answer: Answer): AnsweredDecision {
  return { kind: "answer", outcome: "refused", answer };
}

export function ownPage(answer: Answer): AnsweredDecision {
  return { kind: "answer", outcome: "ownPage", answer };
}

/** Who is this? A visitor, a stranger, somebody who may not come in, or a request that is answered without an answer to that. */
export type Asker =
  | { readonly kind: "visitor"; readonly session: Session }
  | { readonly kind: "stranger" }
  /** Known, and not among those who may come in: no session is opened. */
  | { readonly kind: "leftOut"; readonly person: Person }
  | { readonly kind: "answered"; readonly decision: AnsweredDecision };

/** Where sign-in is demanded: the one difference between `gate` and `edge`. */
export interface Enforcement {
  identify(exchange: Exchange): Asker | Promise<Asker>;
  /** What a stranger gets. Nothing of the upstream in any case. */
  turnAway(exchange: Exchange): AnsweredDecision | Promise<AnsweredDecision>;
  /** Sends a visitor on to have their session renewed; undefined to let the request through. */
  renew(exchange: Exchange, session: Session): Promise<AnsweredDecision | undefined> | undefined;
  /** The way to another account, for a person whom the rule leaves out. */
  anotherAccount(exchange: Exchange, returnTo: string): Promise<Offer>;
  /** `/.portcullis/callback`; undefined where there is none. */
  callback(exchange: Exchange): Promise<AnsweredDecision> | undefined;
  /** `/.portcullis/switch`: somebody signed in where somebody else is; undefined where that can't be. */
  switchAccount(exchange: Exchange): Promise<AnsweredDecision> | undefined;
  /** `/.portcullis/try`, a navigation: a sign-in that is only tried. Opens no session and forwards nothing, whoever asks. */
  trial(exchange: Exchange): Promise<AnsweredDecision>;
  /** `/.portcullis/backchannel-logout`, a POST; undefined where there is none. */
  backchannelLogout(exchange: Exchange): Promise<AnsweredDecision> | undefined;
  /** For the browser of a session that has just ended: where it is sent on to, and what the answer carries. @param atProvider the person wants to be signed out there too */
  signOut(session: Session, atProvider: boolean): Offer & { readonly onward: string | undefined };
  /** Comes this browser back from the provider, signed out there too? What the answer carries then. */
  signedOutAtProvider(exchange: Exchange): readonly string[] | undefined;
  /** Told of each session that ends, whyever. */
  ended(session: Session, reason: EndReason): void;
  /** What it must not forget with the process, besides the sessions. */
  memory?(): EnforcementMemory;
  /** Goes on with what another process knew. @param memory `"lost"`: there was something, and it can't be known any more */
  recall?(memory: EnforcementMemory | "lost"): void;
  /** Where the form for signing out may lead in the end; undefined where nobody is signed out at the provider. */
  readonly signOutLeadsTo: string | undefined;
  /** The way back in from the signed-out page. */
  readonly signInAgain: Offer;
}
