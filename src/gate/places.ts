import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";

export interface PlaceBounds {
  /** Connections at the same time, WebSockets included. */
  readonly total: number;
  /** How many of them may be strangers'. */
  readonly strangers: number;
  /** How many are never visitors', so that whoever comes next can still be asked who they are. */
  readonly reserved: number;
  /** How long a stranger may take for request and answer together, the gate's own time for deciding not counted; 0: as long as the server bears. */
  readonly strangerMs: number;
}

/**
 * S28: one ngrok session carries all shares of an account, each connection to a gate as a stream of its own, and ends at the
 * 512th (SDK 1.7.0). What is missing to that is for streams that the gate doesn't see: the heartbeat's, calls, and those on their way.
 */
export const streamBounds: PlaceBounds = { total: 440, strangers: 110, reserved: 16, strangerMs: 10_000 };

/** `waiting`: a stranger whose request is not whole yet. `answered`: one that has all that there is for it. `idle`: kept open between a visitor's requests. */
type Phase = "waiting" | "deciding" | "answered" | "visitor" | "idle";

export type GiveWay = (why: "late" | "full") => void;

/** What one connection holds. Whose it is is decided anew with each request (S25). */
export interface Place {
  /** A whole request came; until it is decided it is a stranger's. */
  begins(): void;
  /** The request was let in. @returns false: visitors have all the places that they can have */
  admit(): boolean;
  /** The request was answered by the gate itself. */
  refuse(): void;
  /** What was let in is over, and the connection stays open. */
  rest(): void;
  /** The connection is closed. */
  leave(): void;
}

/** The places for connections at one gate, or at all gates of one ngrok session. Where they are taken, strangers give way first, and who came first of them. */
export class Places {
  readonly #in: Readonly<Record<Phase, Set<Holder>>> = { waiting: new Set(), deciding: new Set(), answered: new Set(), visitor: new Set(), idle: new Set() };
  #due = false;

  constructor(private readonly clock: Clock, readonly bounds: PlaceBounds) {}

  get strangers(): number {
    return this.#in.waiting.size + this.#in.deciding.size + this.#in.answered.size;
  }

  get visitors(): number {
    return this.#in.visitor.size;
  }

  get total(): number {
    return this.strangers + this.visitors + this.#in.idle.size;
  }

  /** More strangers at once with a whole request than may be here at all: the next one is refused without more ado. */
  get crowded(): boolean {
    return this.#in.deciding.size > this.#strangersBound;
  }

  /** @param giveWay ends the connection, cheaply, because it took too long or others need its place, which counts as free from then on */
  take(giveWay: GiveWay): Place {
    const holder: Holder = new Holder(this.clock, giveWay, (from, to) => this.#moved(holder, from, to), this.bounds);
    this.#moved(holder, undefined, "waiting");
    return holder;
  }

  #moved(holder: Holder, from: Phase | undefined, to: Phase | undefined): boolean {
    if (to === "visitor" && from !== "visitor" && this.visitors >= this.bounds.total - this.bounds.reserved) return false;
    if (from !== undefined) this.#in[from].delete(holder);
    if (to !== undefined) this.#in[to].add(holder);
    if (to !== undefined && (this.total > this.bounds.total || this.strangers > this.#strangersBound)) this.#makeRoomSoon();
    return true;
  }

  /**
   * After the event loop has read from every connection once: many can come in one turn, a visitor's among them, and nobody
   * is turned away who was not looked at. They are on this machine already, whether they are taken or not.
   */
  #makeRoomSoon(): void {
    if (this.#due) return;
    this.#due = true;
    setImmediate(() => {
      setImmediate(() => {
        this.#due = false;
        this.#makeRoom();
      });
    });
  }

  #makeRoom(): void {
    while (this.strangers > this.#strangersBound) this.#nextStranger()?.giveWay("full");
    while (this.total > this.bounds.total) {
      // The larger crowd gives way: among strangers a connection kept for a visitor's next request stays, which may be on its way.
      const idle = first(this.#in.idle);
      const next = this.strangers > this.#in.idle.size ? (this.#nextStranger() ?? idle) : (idle ?? this.#nextStranger());
      if (next === undefined) break;
      next.giveWay("full");
    }
  }

  #nextStranger(): Holder | undefined {
    const { answered, waiting, deciding } = this.#in;
    return first(answered) ?? first(waiting) ?? first(deciding);
  }

  get #strangersBound(): number {
    return Math.min(this.bounds.strangers, this.bounds.total - this.visitors);
  }
}

class Holder implements Place {
  #phase: Phase | undefined = "waiting";
  #late: Disposable | undefined;
  /** When the present wait began, and what waits before it took. */
  #since: number;
  #spent = 0;

  constructor(private readonly clock: Clock, private readonly end: GiveWay, private readonly move: (from: Phase | undefined, to: Phase | undefined) => boolean, private readonly bounds: PlaceBounds) {
    this.#since = clock.now();
    this.#limit();
  }

  begins(): void {
    if (this.#phase === "waiting" || this.#phase === "answered") this.#spent += this.clock.now() - this.#since;
    else this.#spent = 0;
    this.#to("deciding");
  }

  admit(): boolean {
    return this.#to("visitor");
  }

  refuse(): void {
    this.#to("answered");
  }

  rest(): void {
    if (this.#phase === "visitor") this.#to("idle");
  }

  leave(): void {
    this.#to(undefined);
  }

  giveWay(why: "late" | "full"): void {
    this.#to(undefined);
    this.end(why);
  }

  /** Who has left does not come back. */
  #to(phase: Phase | undefined): boolean {
    const from = this.#phase;
    if (from === undefined) return false;
    if (!this.move(from, phase)) return false;
    this.#phase = phase;
    this.#late?.dispose();
    this.#late = undefined;
    if (phase === "waiting" || phase === "answered") this.#limit();
    return true;
  }

  #limit(): void {
    this.#since = this.clock.now();
    if (this.bounds.strangerMs > 0) this.#late = this.clock.after(Math.max(0, this.bounds.strangerMs - this.#spent), () => this.giveWay("late"));
  }
}

function first(holders: ReadonlySet<Holder>): Holder | undefined {
  for (const holder of holders) return holder;
  return undefined;
}
