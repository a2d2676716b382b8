import { toDisposable, type Disposable } from "./disposable";

export type Event<T> = (listener: (value: T) => void) => Disposable;

/** A source of events. A listener that throws does not keep the others from hearing. */
export class Emitter<T> implements Disposable {
  // Each subscription is its own entry: one function may listen twice, and each is ended alone.
  readonly #subscriptions = new Set<{ readonly listener: (value: T) => void }>();

  readonly event: Event<T> = (listener) => {
    const subscription = { listener };
    this.#subscriptions.add(subscription);
    return toDisposable(() => this.#subscriptions.delete(subscription));
  };

  fire(value: T): void {
    let failure: { readonly cause: unknown } | undefined;
    for (const subscription of [...this.#subscriptions]) {
      if (!this.#subscriptions.has(subscription)) continue;
      try {
        subscription.listener(value);
      } catch (cause) {
        failure ??= { cause };
      }
    }
    if (failure) throw failure.cause;
  }

  dispose(): void {
    this.#subscriptions.clear();
  }
}
