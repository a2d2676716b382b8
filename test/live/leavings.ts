import { abortable, withDeadline } from "../../src/base/deadline";

interface Leaving {
  readonly what: string;
  readonly remove: () => Promise<void>;
}

const mostMs = 15_000;

/** What a run has made, and how each is removed again: the last first, whatever became of the others. */
export class Leavings {
  #all: readonly Leaving[] = [];

  /** Told before it is made, or at once after. @returns removes it now */
  add(what: string, remove: () => Promise<void>): () => Promise<void> {
    const leaving = { what, remove };
    this.#all = [...this.#all, leaving];
    return async () => {
      await abortable(remove(), withDeadline(mostMs));
      this.#all = this.#all.filter((one) => one !== leaving);
    };
  }

  /** @returns what is still there */
  async removeAll(): Promise<readonly string[]> {
    const left: string[] = [];
    for (const { what, remove } of [...this.#all].reverse()) {
      try {
        await abortable(remove(), withDeadline(mostMs));
      } catch (error) {
        left.push(`${what} (${error instanceof Error ? error.message : "it failed"})`);
      }
    }
    this.#all = [];
    return left;
  }
}
