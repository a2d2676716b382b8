// S18: whether whoever listens at the upstream's address is still who was approved.
import type { Clock } from "../base/clock";
import { toDisposable, type Disposable } from "../base/disposable";
import type { ListenerVerdict } from "../protocol/messages";

export interface ListenerWatchOptions {
  /** Looks who listens; undefined: nothing is watched. */
  readonly look: ((signal: AbortSignal) => Promise<ListenerVerdict>) | undefined;
  readonly clock: Clock;
  /** Aborts when the gate closes. */
  readonly closing: AbortSignal;
  /** Ends every connection to the upstream. */
  readonly endConnections: () => void;
}

/** How long a request waits for a look. */
const waitMs = 5000;
const shortestPauseMs = 250;
/** A connection that is opened so long after a look, with none open since, is looked at on its own. */
const freshMs = 1000;
const longestRestMs = 15_000;

type State =
  /** While a connection stays open, the process at its other end is still there; with none open this holds for `forMs`. */
  | { readonly kind: "trusted"; readonly lookedAt: number; readonly forMs: number }
  | { readonly kind: "doubted" }
  /** Nothing is forwarded; a request after `forMs` looks once more. */
  | { readonly kind: "refused"; readonly lookedAt: number; readonly forMs: number };

/**
 * A port changes hands when its listener goes, and then its connections go too. So whatever connection the upstream ends, an
 * idle one included, is a doubt: it is looked at once, at most one look at a time, and nothing is forwarded before its answer.
 * As long as nothing happens a request costs two comparisons.
 *
 * A look takes milliseconds on Linux and a second or two where PowerShell is asked. How long one holds while nothing is
 * open, and how soon it is repeated, goes by what it took.
 */
export class ListenerWatch {
  #state: State = { kind: "doubted" };
  #looking: Promise<boolean> | undefined;
  #doubts = 0;
  #open = 0;

  constructor(private readonly options: ListenerWatchOptions) {}

  /** Whether a request may be forwarded: yes, or an answer that comes within a bound. It never rejects. */
  mayForward(): true | Promise<boolean> {
    const { look } = this.options;
    if (look === undefined) return true;
    const state = this.#state;
    if (state.kind === "trusted" && (this.#open > 0 || this.#holds(state))) return true;
    if (state.kind === "refused" && this.#looking === undefined && this.#holds(state)) return Promise.resolve(false);
    return this.#bounded(this.#lookOnce(look));
  }

  /** Calls back with what `mayForward` says, at once while nothing is in doubt. @param then must not throw */
  ask(then: (may: boolean) => void): void {
    const may = this.mayForward();
    if (may === true) then(true);
    else void may.then(then);
  }

  /** A connection was refused, reset or closed from the other side. */
  doubt(): void {
    const { look, closing } = this.options;
    this.#doubts += 1;
    if (look === undefined || closing.aborted || this.#state.kind === "refused") return;
    this.#state = { kind: "doubted" };
    void this.#lookOnce(look);
  }

  /** A connection is being opened. @returns to be disposed when it is closed */
  opened(): Disposable {
    const { look, clock } = this.options;
    const state = this.#state;
    // Opened on the word of a look that is no longer new, beside no connection that would have told of a change since.
    if (look !== undefined && this.#open === 0 && state.kind === "trusted" && clock.now() - state.lookedAt >= Math.max(freshMs, state.forMs / 4)) void this.#lookOnce(look);
    this.#open += 1;
    return toDisposable(() => (this.#open -= 1));
  }

  /** By a clock that may be set back. */
  #holds({ lookedAt, forMs }: { readonly lookedAt: number; readonly forMs: number }): boolean {
    const since = this.options.clock.now() - lookedAt;
    return since >= 0 && since < forMs;
  }

  #lookOnce(look: NonNullable<ListenerWatchOptions["look"]>): Promise<boolean> {
    this.#looking ??= this.#look(look).finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #look(look: NonNullable<ListenerWatchOptions["look"]>): Promise<boolean> {
    const { clock, closing, endConnections } = this.options;
    for (;;) {
      const doubts = this.#doubts;
      const began = clock.now();
      // Who can't be asked has not said yes.
      const verdict = await look(closing).catch(() => "gone" as const);
      if (closing.aborted) return false;
      const now = clock.now();
      const took = Math.max(0, now - began);
      if (verdict !== "same" && verdict !== "unknown") {
        this.#state = { kind: "refused", lookedAt: now, forMs: Math.max(shortestPauseMs, 2 * took) };
        // What was opened since the change leads to somebody else.
        if (verdict !== "gone") endConnections();
        return false;
      }
      if (doubts === this.#doubts) {
        this.#state = { kind: "trusted", lookedAt: now, forMs: Math.min(longestRestMs, 10 * took) };
        return true;
      }
      // Something closed while it was looked at. Connections end in groups: looked at once more when they have.
      await this.#pause(Math.max(20, took));
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.options.clock.after(ms, resolve));
  }

  #bounded(looking: Promise<boolean>): Promise<boolean> {
    return new Promise((resolve) => {
      const late = this.options.clock.after(waitMs, () => resolve(false));
      void looking.then((may) => {
        late.dispose();
        resolve(may);
      });
    });
  }
}
