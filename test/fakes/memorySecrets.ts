import type { SecretStore } from "../../src/base/stores";

/** A secret store that forgets with the test, and refuses while it is told to. */
export class MemorySecrets implements SecretStore {
  readonly held = new Map<string, string>();
  refuses = false;

  get(key: string): Promise<string | undefined> {
    return this.#answer(() => this.held.get(key));
  }

  store(key: string, value: string): Promise<void> {
    return this.#answer(() => void this.held.set(key, value));
  }

  delete(key: string): Promise<void> {
    return this.#answer(() => void this.held.delete(key));
  }

  keys(): Promise<readonly string[]> {
    return this.#answer(() => [...this.held.keys()]);
  }

  #answer<T>(call: () => T): Promise<T> {
    return this.refuses ? Promise.reject(new Error("locked")) : Promise.resolve(call());
  }
}
