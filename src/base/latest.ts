/** Carries out one piece of work at a time, for the newest value: those in between are skipped. */
export class Latest<T> {
  #next: { readonly value: T } | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly work: (value: T) => Promise<void>) {}

  /** Settles as the work for this value, or for a newer one, does. */
  async put(value: T): Promise<void> {
    this.#next = { value };
    const before = this.#running;
    await settled(before);
    // Somebody who waited as well has begun with it, or with a newer one.
    if (this.#running === before) this.#running = this.#begin();
    await this.#running;
  }

  /** Resolves when everything that was put so far is done, well or not. */
  async idle(): Promise<void> {
    for (let seen: Promise<void> | undefined; seen !== this.#running; ) {
      seen = this.#running;
      await settled(seen);
    }
  }

  async #begin(): Promise<void> {
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) await this.work(next.value);
  }
}

/** How it ends is heard by whoever put it. */
async function settled(work: Promise<void>): Promise<void> {
  await Promise.allSettled([work]);
}
