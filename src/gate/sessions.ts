import * as crypto from "node:crypto";
import type { Clock } from "../base/clock";
import { toDisposable, type Disposable } from "../base/disposable";
import type { Person } from "../identity/person";

/** One signed-in browser. The browser holds a random value; the table only knows its hash. */
export interface Session {
  readonly key: string;
  readonly person: Person;
  /** Random, the same for every session of one person while one of them lasts; never the session's own id. */
  readonly visitorId: string;
  readonly signedInAt: number;
  readonly expiresAt: number;
  /** What a form of the gate's own must bring along. */
  readonly formToken: string;
  /** For the provider's sign-out; undefined when too large to keep. */
  readonly idToken: string | undefined;
  readonly sid: string | undefined;
}

export interface NewSession {
  readonly key: string;
  readonly person: Person;
  readonly maxAge: number;
  readonly idToken?: string;
  readonly sid?: string | undefined;
}

/** What of a session outlives the process: nothing that the browser holds, no token of the provider, nothing in flight. */
export type SessionRecord = Omit<Session, "formToken" | "idToken"> & { readonly lastSeenAt: number };

interface Entry {
  session: Session;
  expiry: Disposable;
  readonly inFlight: Set<EndInFlight>;
  streams: number;
  webSocket: boolean;
  lastSeenAt: number;
}

/** Why a session ended. What was signed out or expired stays out; the others may come back without a new sign-in where the edge still vouches. */
export type EndReason = "signedOut" | "expired" | "leftOut" | "displaced";

/** Ends what is in flight: because its session is over, or because the gate shuts for everybody, or the route goes, and an answer not begun yet may say so. */
export type EndInFlight = (why: "sessionOver" | "gateShut" | "routeOver") => void;

/** A session as the visitor list sees it. */
export interface SessionSight {
  readonly session: Session;
  readonly lastSeenAt: number;
  readonly streams: number;
  /** An upgrade of theirs came here. */
  readonly webSocket: boolean;
}

const largestKept = 8192;
const sweepEveryMs = 30_000;

export interface SessionBounds {
  readonly sessions: number;
  /** How long a session may go without a request or anything open; 0: as long as it lives. */
  readonly sessionIdleMs: number;
}

/** The bounded table of sessions. What is in flight for one ends with it, upgrades included (S11). */
export class Sessions {
  readonly #entries = new Map<string, Entry>();
  #sweep: Disposable | undefined;

  /**
   * @param hooks.changed called after every change that the visitor list could show
   * @param hooks.ended called for each session that ends, whyever
   * @param hooks.formToken a session's, where others have to know it; random by default
   */
  constructor(private readonly clock: Clock, private readonly bounds: SessionBounds, private readonly hooks: { readonly changed: () => void; readonly ended: (session: Session, reason: EndReason) => void; readonly formToken?: ((key: string) => string) | undefined }) {}

  /** The present session for a key, seen just now. */
  find(key: string): Session | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const now = this.clock.now();
    if (this.#isOver(entry, now)) {
      this.end(key, "expired");
      return undefined;
    }
    if (now - entry.lastSeenAt >= 1000) {
      entry.lastSeenAt = now;
      this.hooks.changed();
    }
    return entry.session;
  }

  open({ key, person, maxAge, idToken, sid }: NewSession): Session {
    this.end(key, "displaced");
    if (this.#entries.size >= this.bounds.sessions) this.#endLeastRecentlySeen();
    const now = this.clock.now();
    const session: Session = {
      key,
      person,
      visitorId: this.#visitorId(person),
      signedInAt: now,
      expiresAt: now + maxAge,
      formToken: this.#formToken(key),
      idToken: kept(idToken),
      sid,
    };
    this.#add(session, now);
    this.hooks.changed();
    return session;
  }

  /** The same session with what a newer token says of the person. */
  renew(key: string, person: Person): Session | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.session = { ...entry.session, person };
    this.hooks.changed();
    return entry.session;
  }

  /** The session goes on under a new id, as long as a new one would; its visitor, its form token and what is open for it stay. Undefined when it has ended. */
  succeed(session: Session, { key, person, maxAge, idToken, sid }: NewSession): Session | undefined {
    const entry = this.#entryOf(session);
    if (entry === undefined) return undefined;
    this.#entries.delete(entry.session.key);
    entry.expiry.dispose();
    const now = this.clock.now();
    entry.session = { ...entry.session, key, person, expiresAt: now + maxAge, idToken: kept(idToken), sid };
    entry.expiry = this.clock.after(maxAge, () => this.end(key, "expired"));
    entry.lastSeenAt = now;
    this.#entries.set(key, entry);
    this.hooks.changed();
    return entry.session;
  }

  /**
   * Binds work in flight to a session: `end` is called when the session ends.
   * @returns lets go; undefined when the session has ended already, and nothing may begin for it
   * @param what whether the visitor list counts it as open
   */
  hold(session: Session, what: "answer" | "eventStream" | "webSocket", end: EndInFlight): Disposable | undefined {
    const entry = this.#entryOf(session);
    if (entry === undefined) return undefined;
    const stream = what !== "answer";
    entry.inFlight.add(end);
    if (what === "webSocket") entry.webSocket = true;
    if (stream) this.#countStream(entry, 1);
    return toDisposable(() => {
      entry.inFlight.delete(end);
      if (this.bounds.sessionIdleMs > 0) entry.lastSeenAt = this.clock.now();
      if (stream) this.#countStream(entry, -1);
    });
  }

  /** Nobody stays longer than this from now on without signing in again; who has been idle for too long is out. @param maxAge milliseconds */
  shorten(maxAge: number): void {
    const latest = this.clock.now() + maxAge;
    for (const entry of this.#entries.values()) {
      const { key, expiresAt } = entry.session;
      if (expiresAt <= latest) continue;
      entry.expiry.dispose();
      entry.session = { ...entry.session, expiresAt: latest };
      entry.expiry = this.clock.after(maxAge, () => this.end(key, "expired"));
    }
    this.#endThoseOver();
    this.hooks.changed();
  }

  end(key: string, reason: EndReason): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    entry.expiry.dispose();
    if (this.#entries.size === 0) this.#letSweepGo();
    this.hooks.ended(entry.session, reason);
    endAll(entry, "sessionOver");
    this.hooks.changed();
  }

  /** This very session, whatever its id is by now. */
  endSession(session: Session, reason: EndReason): void {
    const entry = this.#entryOf(session);
    if (entry !== undefined) this.end(entry.session.key, reason);
  }

  endWhere(reason: EndReason, matches: (session: Session) => boolean): void {
    for (const { session } of [...this.#entries.values()]) if (matches(session)) this.end(session.key, reason);
  }

  /** What another process would have to know of everybody, those who came first at the front. */
  records(): readonly SessionRecord[] {
    const now = this.clock.now();
    return [...this.#entries.values()].map(({ session: { formToken: _form, idToken: _token, ...session }, lastSeenAt, inFlight }) => ({ ...session, lastSeenAt: inFlight.size > 0 ? now : lastSeenAt }));
  }

  /** Goes on with what another process knew. Nobody stays longer than somebody who signs in now; who is over by now ends here. @param maxAge milliseconds */
  restore(records: readonly SessionRecord[], maxAge: number): void {
    const now = this.clock.now();
    for (const { lastSeenAt, ...session } of records.slice(0, this.bounds.sessions).toSorted((one, other) => one.signedInAt - other.signedInAt)) {
      this.#add({ ...session, expiresAt: Math.min(session.expiresAt, now + maxAge), formToken: this.#formToken(session.key), idToken: undefined }, Math.min(lastSeenAt, now));
    }
    this.#endThoseOver();
    this.hooks.changed();
  }

  /** Ends what is in flight for everybody; the sessions stay. */
  endInFlight(): void {
    for (const entry of this.#entries.values()) endAll(entry, "gateShut");
  }

  sights(): readonly SessionSight[] {
    return [...this.#entries.values()].map(({ session, lastSeenAt, streams, webSocket }) => ({ session, lastSeenAt, streams, webSocket }));
  }

  /** Looked for by its form token where it got a new id since `session` was read. */
  #entryOf({ key, formToken }: Session): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry?.session.formToken === formToken) return entry;
    for (const other of this.#entries.values()) if (other.session.formToken === formToken) return other;
    return undefined;
  }

  /** By the wall clock: timers stand still while the machine sleeps, and what is open asks no more. */
  #endOver(): void {
    this.#sweep = undefined;
    this.#endThoseOver();
    if (this.#entries.size > 0) this.#sweep = this.clock.after(sweepEveryMs, () => this.#endOver());
  }

  #endThoseOver(): void {
    const now = this.clock.now();
    for (const [key, entry] of [...this.#entries]) if (this.#isOver(entry, now)) this.end(key, "expired");
  }

  #add(session: Session, lastSeenAt: number): void {
    const { key, expiresAt } = session;
    const expiry = this.clock.after(Math.max(0, expiresAt - this.clock.now()), () => this.end(key, "expired"));
    this.#entries.set(key, { session, expiry, inFlight: new Set(), streams: 0, webSocket: false, lastSeenAt });
    this.#sweep ??= this.clock.after(sweepEveryMs, () => this.#endOver());
  }

  #letSweepGo(): void {
    this.#sweep?.dispose();
    this.#sweep = undefined;
  }

  /** Whatever is open counts as activity. */
  #isOver({ session, lastSeenAt, inFlight }: Entry, now: number): boolean {
    const { sessionIdleMs } = this.bounds;
    return session.expiresAt <= now || (sessionIdleMs > 0 && inFlight.size === 0 && lastSeenAt + sessionIdleMs <= now);
  }

  #countStream(entry: Entry, by: number): void {
    entry.streams += by;
    entry.lastSeenAt = this.clock.now();
    this.hooks.changed();
  }

  #formToken(key: string): string {
    return this.hooks.formToken?.(key) ?? crypto.randomBytes(24).toString("base64url");
  }

  #visitorId(person: Person): string {
    for (const { session } of this.#entries.values()) {
      if (session.person.subject === person.subject && session.person.issuer === person.issuer) return session.visitorId;
    }
    return crypto.randomBytes(9).toString("base64url");
  }

  #endLeastRecentlySeen(): void {
    let oldest: Entry | undefined;
    for (const entry of this.#entries.values()) if (oldest === undefined || entry.lastSeenAt < oldest.lastSeenAt) oldest = entry;
    if (oldest !== undefined) this.end(oldest.session.key, "displaced");
  }
}

function kept(idToken: string | undefined): string | undefined {
  return idToken !== undefined && idToken.length <= largestKept ? idToken : undefined;
}

function endAll(entry: Entry, why: Parameters<EndInFlight>[0]): void {
  for (const end of [...entry.inFlight]) end(why);
  entry.inFlight.clear();
}

// Editors on Node below 20.12 have no one-shot hash, whatever the types say.
const oneShot: typeof crypto.hash | undefined = crypto.hash;

/** The table's key for an id: SHA-256, one microsecond (facts/gate.md, 3.4). */
export function sessionKey(id: string): string {
  return oneShot === undefined ? crypto.createHash("sha256").update(id).digest("base64") : oneShot("sha256", id, "base64");
}
