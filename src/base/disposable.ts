export interface Disposable {
  dispose(): void;
}

/** Owns what must be let go together, the last first. What is added after the end is let go at once. One that throws does not keep the others. */
export class DisposableStore implements Disposable {
  readonly #held = new Set<Disposable>();
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#held.add(item);
    return item;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const held = [...this.#held].reverse();
    this.#held.clear();
    let failure: { readonly cause: unknown } | undefined;
    for (const item of held) {
      try {
        item.dispose();
      } catch (cause) {
        failure ??= { cause };
      }
    }
    if (failure) throw failure.cause;
  }
}

export function toDisposable(dispose: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      dispose();
    },
  };
}
