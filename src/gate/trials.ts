import { randomBytes } from "node:crypto";
import type { Clock } from "../base/clock";
import { Emitter } from "../base/emitter";
import { ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import type { TriedSignIn } from "../protocol/trial";
import { ownPrefix } from "./ownPaths";
import { sessionKey } from "./sessions";

/** Where a sign-in that is only tried begins, with what it was made with behind a slash: editors that open an address rewrite its query. No log shows it. */
export const trialPath = `${ownPrefix}/try`;

export function isTrialPath(path: string | undefined): boolean {
  return path?.startsWith(`${trialPath}/`) === true;
}

/** `opened`: the browser was sent to the provider, and comes back from there or doesn't. */
export type TrialNews = { readonly id: string } & ({ readonly kind: "opened" } | { readonly kind: "signedIn"; readonly signedIn: TriedSignIn } | { readonly kind: "failed"; readonly error: ExpectedError });

const unopenedMs = 120_000;
const underWayMs = 600_000;
const most = 5;

interface Trial {
  readonly id: string;
  /** When its address was made, or its sign-in begun. */
  readonly since: number;
  readonly forMs: number;
}

/**
 * Sign-ins that are only tried, for the developer who wants to see what comes back: whoever opens such an address signs in at the
 * provider as everybody does, and comes in nowhere. Each address is good once and for two minutes.
 *
 * That a sign-in is one of these stands in its sealed transaction (its way back is this path): a callback that is asked again, when
 * nothing is known of it here any more, opens no session either.
 */
export class Trials {
  /** By the hash of what the address was made with. */
  readonly #unopened = new Map<string, Trial>();
  /** By `state`. */
  readonly #underWay = new Map<string, Trial>();
  readonly #news = new Emitter<TrialNews>();
  readonly onNews = this.#news.event;

  constructor(private readonly clock: Clock) {}

  /** @returns `path`: to be opened below the share's address */
  begin(): { readonly id: string; readonly path: string } {
    const key = randomBytes(32).toString("base64url");
    const id = randomBytes(16).toString("base64url");
    this.#keep(this.#unopened, sessionKey(key), { id, since: this.clock.now(), forMs: unopenedMs });
    return { id, path: `${trialPath}/${key}` };
  }

  /** Whoever waited for it does so no more. */
  end(id: string): void {
    for (const kept of [this.#unopened, this.#underWay]) for (const [key, trial] of kept) if (trial.id === id) kept.delete(key);
  }

  /** The trial whose address this is, once. */
  open(target: string): Pick<Trial, "id" | "since"> | undefined {
    const key = isTrialPath(target) ? target.slice(trialPath.length + 1) : "";
    return /^[A-Za-z0-9_-]{43}$/.test(key) ? this.#take(this.#unopened, sessionKey(key)) : undefined;
  }

  /** It was sent on to the provider with this `state`. */
  begun(id: string, state: string): void {
    this.#keep(this.#underWay, state, { id, since: this.clock.now(), forMs: underWayMs });
    this.#news.fire({ id, kind: "opened" });
  }

  /** The trial that comes back with this `state`, once. */
  take(state: string): string | undefined {
    return this.#take(this.#underWay, state)?.id;
  }

  signedIn(id: string, signedIn: TriedSignIn): void {
    this.#news.fire({ id, kind: "signedIn", signedIn });
  }

  failed(id: string, error: unknown): void {
    this.#news.fire({ id, kind: "failed", error: error instanceof ExpectedError ? error : new ExpectedError("oidc.signInFailed", { why: inert(String(error), 200) }) });
  }

  /** The gate closes: whoever waits is told. */
  dispose(): void {
    for (const { id } of [...this.#unopened.values(), ...this.#underWay.values()]) this.failed(id, new ExpectedError("share.notLive"));
    this.#news.dispose();
  }

  #keep(kept: Map<string, Trial>, key: string, trial: Trial): void {
    kept.set(key, trial);
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
  }

  #take(kept: Map<string, Trial>, key: string): Trial | undefined {
    const trial = kept.get(key);
    kept.delete(key);
    return trial !== undefined && trial.since + trial.forMs > this.clock.now() ? trial : undefined;
  }
}
