import type { KeyObject } from "node:crypto";
import type { Clock } from "../base/clock";
import { DisposableStore, toDisposable, type Disposable } from "../base/disposable";
import { inert } from "../base/inert";
import type { Log } from "../base/log";
import type { Gate } from "../gate/gateOptions";
import type { SessionRecord } from "../gate/sessions";
import { readTable, writeTable } from "../gate/sessionTable";
import type { AccessRule } from "../identity/accessRule";
import type { KeptForGate, SealedSessions } from "../protocol/sealedSessions";
import type { ShareSpec } from "../protocol/shareSpec";
import { seal, sessionsKey, unseal, type SealedFor } from "./sessionSeal";

const soonMs = 1000;
const apartMs = 100;
const mostSeenMs = 15_000;

export interface SessionKeeperOptions {
  readonly gate: Pick<Gate, "table" | "restore" | "onTable">;
  readonly spec: ShareSpec;
  readonly kept: KeptForGate;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: (sealed: SealedSessions) => void;
  /** Resolves when the host has stored it. @throws ExpectedError `sessions.notStored`; what the call throws */
  readonly store: (sealed: SealedSessions) => Promise<void>;
}

/**
 * Seals a gate's table for the host to keep (S13): at most a second after a change, at once when somebody was put out. No request
 * waits for it but those that confirm such an end.
 */
export class SessionKeeper implements Disposable {
  readonly #held = new DisposableStore();
  readonly #key: KeyObject;
  #generation: number;
  #rule: AccessRule;
  #origin: string | undefined;
  #sealed: readonly SessionRecord[] = [];
  #sealedAt = 0;
  #due: Disposable | undefined;
  #seen: Disposable | undefined;
  #tooMany = false;
  /** Somebody was put out or left, and the host was not asked yet to store it, or could not. */
  #unstored = false;
  #stored: Promise<void> = Promise.resolve();
  #troubled = false;
  readonly #waiting: ((stored: Promise<void>) => void)[] = [];

  constructor(private readonly options: SessionKeeperOptions) {
    const { gate, spec, kept } = options;
    this.#key = sessionsKey(kept.key);
    this.#generation = kept.generation;
    this.#rule = spec.rule;
    this.#held.add(gate.onTable((how) => this.#changed(how)));
    this.#held.add(toDisposable(() => this.#due?.dispose()));
    this.#held.add(toDisposable(() => this.#seen?.dispose()));
    const idleMs = (spec.sessions?.idleMinutes ?? 0) * 60_000;
    if (idleMs > 0) this.#watchSeen(Math.min(mostSeenMs, idleMs / 4));
  }

  /** The tunnel has said where the share is. The first time the gate goes on with what was kept for that place. */
  opened(origin: string): void {
    const before = this.#origin;
    this.#origin = origin;
    const { gate, kept, log } = this.options;
    if (before !== undefined || kept.last === "none") return;
    if (kept.last === "lost") {
      gate.restore("lost");
      return;
    }
    const { generation, sealed } = kept.last;
    try {
      gate.restore(readTable(unseal(sealed, this.#key, this.#belongs(origin, generation))));
    } catch (error) {
      // Tampered with, of another share, by another version: whatever it is, nobody is in by it.
      log.warn(`The sessions of before can't be opened, everyone signs in again: ${inert(String(error), 200)}`);
      gate.restore("lost");
    }
  }

  /** What is sealed from now on was admitted by this rule. */
  setRule(rule: AccessRule): void {
    this.#rule = rule;
  }

  /** Resolves when it is stored who was put out or left so far, however many ask. @throws ExpectedError `sessions.notStored`; what the call throws */
  stored(): Promise<void> {
    if (!this.#unstored) return this.#stored;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#changed("now");
    });
  }

  /** The table of this moment. Undefined while nobody can have signed in. */
  take(): SealedSessions | undefined {
    if (this.#origin === undefined) return undefined;
    // Those who wait hear of a store of their own.
    if (this.#waiting.length === 0) {
      this.#due?.dispose();
      this.#due = undefined;
    }
    const table = this.options.gate.table();
    const sameSessions = areSame(table.sessions, this.#sealed);
    const { bytes, leftOut } = writeTable(table);
    if (leftOut > 0 && !this.#tooMany) this.options.log.warn(`${leftOut} sessions are too large to be kept: those people sign in again after a restart`);
    this.#tooMany = leftOut > 0;
    this.#sealed = table.sessions;
    this.#sealedAt = this.options.clock.now();
    this.#generation += 1;
    const sealed = seal(bytes, this.#key, this.#belongs(this.#origin, this.#generation));
    return { generation: this.#generation, sealed, ...(sameSessions && { sameSessions }) };
  }

  /** Tells what has not been told yet. */
  flush(): void {
    if (this.#due === undefined) return;
    this.#due.dispose();
    this.#due = undefined;
    if (this.#unstored) this.#store();
    else if (!areSame(this.options.gate.table().sessions, this.#sealed)) this.#tell();
  }

  dispose(): void {
    this.#held.dispose();
  }

  #changed(how: "now" | "soon"): void {
    if (how === "now") {
      this.#unstored = true;
      this.#due?.dispose();
      this.#due = undefined;
    }
    const { clock } = this.options;
    this.#due ??= clock.after(how === "soon" ? soonMs : Math.max(0, Math.min(apartMs, this.#sealedAt + apartMs - clock.now())), () => this.flush());
  }

  /** Where people are signed out for not being seen: when they were seen last is kept too, roughly. */
  #watchSeen(everyMs: number): void {
    this.#seen = this.options.clock.after(everyMs, () => {
      if (this.#sealed.length > 0) this.#tell();
      this.#watchSeen(everyMs);
    });
  }

  #tell(): void {
    const sealed = this.take();
    if (sealed !== undefined) this.options.tell(sealed);
  }

  /** The table as it is, also where the sessions are those of before: who was put out is in it too. */
  #store(): void {
    const sealed = this.take();
    this.#unstored = false;
    this.#stored = sealed === undefined ? Promise.resolve() : this.options.store(sealed);
    this.#stored.then(
      () => (this.#troubled = false),
      (error: unknown) => {
        this.#unstored = true;
        if (!this.#troubled) this.options.log.warn(`That somebody is signed out could not be stored: ${inert(error instanceof Error ? error.message : String(error), 200)}`);
        this.#troubled = true;
      },
    );
    for (const resolve of this.#waiting.splice(0)) resolve(this.#stored);
  }

  #belongs(origin: string, generation: number): SealedFor {
    const { id, provider, enforcement } = this.options.spec;
    return { shareId: id, origin, issuer: provider.issuer, clientId: provider.clientId, enforcement, rule: this.#rule, generation };
  }
}

/** The same people in the same sessions, whenever they were seen. */
function areSame(some: readonly SessionRecord[], others: readonly SessionRecord[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ key, person, expiresAt }, at) => {
      const other = others[at];
      return other?.key === key && other.person === person && other.expiresAt === expiresAt;
    })
  );
}
