// What a person has brought about once: each ticks a step of the walkthrough, in this window and in those to come.
import type { Disposable } from "../base/disposable";
import { DisposableStore } from "../base/disposable";
import type { Event } from "../base/emitter";
import type { StateStore } from "../base/stores";
import { contextKeys, type ContextKey } from "../contributions";
import type { Share } from "../shares/share";

/** `address`: ngrok took an authtoken, or a share went live by any tunnel. `test`: every check of Test SSO passed, a sign-in included. `visitor`: somebody signed in and may be in. */
export type Milestone = "provider" | "address" | "share" | "test" | "visitor";

const keys: Readonly<Record<Milestone, ContextKey>> = {
  provider: contextKeys.providerAdded,
  address: contextKeys.addressChosen,
  share: contextKeys.portShared,
  test: contextKeys.ssoTested,
  visitor: contextKeys.visitorSeen,
};
const names = Object.keys(keys) as readonly Milestone[];
const storedAs = "portcullis.milestones";

export interface MilestoneParts {
  readonly shares: { readonly shares: readonly Share[]; readonly onDidChange: Event<readonly Share[]> };
  readonly hasProvider: () => boolean;
  readonly onProviders: (listener: () => void) => Disposable;
  readonly hasAuthtoken: () => Promise<boolean>;
  readonly onSecrets: (listener: () => void) => Disposable;
  readonly store: StateStore;
  readonly setContextKey: (key: ContextKey, value: boolean) => unknown;
  /** Hears what could not be read or kept: a step stays without its tick, nothing more. */
  readonly onTrouble: (error: unknown) => void;
}

export class Milestones implements Disposable {
  readonly #held = new DisposableStore();
  #reached: ReadonlySet<Milestone>;

  constructor(private readonly parts: MilestoneParts) {
    this.#reached = readReached(parts.store);
    for (const name of this.#reached) void parts.setContextKey(keys[name], true);
    const { shares } = parts;
    const look = { provider: () => this.#lookAtProviders(), secrets: () => void this.#lookAtSecrets(), shares: (now: readonly Share[]) => this.#lookAtShares(now) };
    this.#held.add(parts.onProviders(look.provider));
    this.#held.add(parts.onSecrets(look.secrets));
    this.#held.add(shares.onDidChange(look.shares));
    look.provider();
    look.secrets();
    look.shares(shares.shares);
  }

  reach(milestone: Milestone): void {
    if (this.#reached.has(milestone)) return;
    this.#reached = new Set([...this.#reached, milestone]);
    void this.parts.setContextKey(keys[milestone], true);
    this.#keep([...this.#reached]);
  }

  /**
   * Opens the walkthrough. VS Code's ticks off what becomes true once it knows of the steps, which is when it is opened first: what was
   * true before has to become so anew.
   */
  async opening(open: () => Promise<void>): Promise<void> {
    for (const name of this.#reached) await this.parts.setContextKey(keys[name], false);
    try {
      await open();
    } finally {
      for (const name of this.#reached) await this.parts.setContextKey(keys[name], true);
    }
  }

  /** What is there now counts again as soon as it changes. The ticks themselves are the editor's, and stay. */
  async forget(): Promise<void> {
    this.#reached = new Set();
    for (const name of names) void this.parts.setContextKey(keys[name], false);
    await this.parts.store.update(storedAs, undefined);
  }

  dispose(): void {
    this.#held.dispose();
  }

  #lookAtProviders(): void {
    if (this.parts.hasProvider()) this.reach("provider");
  }

  async #lookAtSecrets(): Promise<void> {
    // Keyrings are slow, and some ask the person: once is enough.
    if (this.#reached.has("address")) return;
    try {
      if (await this.parts.hasAuthtoken()) this.reach("address");
    } catch (error) {
      this.parts.onTrouble(error);
    }
  }

  #lookAtShares(shares: readonly Share[]): void {
    if (shares.some(({ state }) => state.kind === "live")) {
      this.reach("address");
      this.reach("share");
    }
    if (shares.some(({ visitors }) => visitors.length > 0)) this.reach("visitor");
  }

  #keep(reached: readonly Milestone[]): void {
    this.parts.store.update(storedAs, reached).catch(this.parts.onTrouble);
  }
}

function readReached(store: StateStore): ReadonlySet<Milestone> {
  const stored = store.get(storedAs);
  return new Set(Array.isArray(stored) ? names.filter((name) => stored.includes(name)) : []);
}
