import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";
import type { OpenedShare } from "../protocol/messages";
import type { Proof, ProofOptions } from "./proof";

const everyMs = 10 * 60_000;

/** What a repeated proof came to: a proof, or why there is none. */
export type ProofAgain = Proof | { readonly kind: "notMade"; readonly error: unknown };

export interface RepeatedProofOptions {
  readonly clock: Clock;
  /** What is live and to be proven; undefined when nothing is. */
  readonly live: () => OpenedShare | undefined;
  readonly optionsOf: (opened: OpenedShare) => ProofOptions;
  /** @param inFull all that a start asks, whatever is usual for its tunnel */
  readonly prove: (asked: ProofOptions, inFull: boolean) => Promise<Proof>;
  readonly onOutcome: (outcome: ProofAgain) => void;
}

/** The proof of a live share, made again every ten minutes. */
export class RepeatedProof implements Disposable {
  #next: Disposable | undefined;
  #over = false;

  constructor(private readonly options: RepeatedProofOptions) {}

  /** Counts the ten minutes from now. */
  restart(): void {
    this.#next?.dispose();
    if (!this.#over) this.#next = this.options.clock.after(everyMs, () => void this.#again());
  }

  /** Without waiting for the ten minutes. */
  now(): void {
    this.#next?.dispose();
    if (!this.#over) void this.#again();
  }

  dispose(): void {
    this.#over = true;
    this.#next?.dispose();
  }

  /** How the way to it is asked as a stranger; undefined where nothing is live. */
  get asked(): ProofOptions | undefined {
    const opened = this.options.live();
    return opened && this.options.optionsOf(opened);
  }

  /** Asked by the person: what it shows counts as if its time had come. Undefined where nothing is live. */
  inFull(): Promise<ProofAgain | undefined> {
    this.#next?.dispose();
    return this.#again(true);
  }

  async #again(inFull = false): Promise<ProofAgain | undefined> {
    const { live, optionsOf, prove, onOutcome } = this.options;
    const opened = live();
    if (opened === undefined) return undefined;
    const outcome = await prove(optionsOf(opened), inFull).catch((error: unknown): ProofAgain => ({ kind: "notMade", error }));
    // Lost meanwhile: what is said of a way that is gone counts for nothing, and reconnecting proves on its own.
    if (this.#over || live() !== opened) return outcome;
    onOutcome(outcome);
    this.restart();
    return outcome;
  }
}
