import { randomBytes } from "node:crypto";
import { abortable, withDeadline } from "../base/deadline";
import { Cancelled, ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import { Latest } from "../base/latest";
import type { Log } from "../base/log";
import type { SessionStore } from "../base/stores";
import type { KeptForGate, SealedSessions } from "../protocol/sealedSessions";

const storedMs = 10_000;
const removedMs = 3_000;
/** Codes of an agent process that took the gate with it. */
const gone: ReadonlySet<string> = new Set(["agent.crashed", "agent.unresponsive"]);

/**
 * The sealed sessions of one share (S13): passed from one agent process to the next, and through the store from one window to the
 * next. Whatever could not be kept for certain is lost, and everyone signs in again: a session must not come back after its end.
 */
export class KeptSessions {
  readonly #files: Latest<SealedSessions | "spoiled" | "removed">;
  readonly #lowest: Latest<number>;
  #key = randomBytes(32).toString("base64url");
  #generation = 0;
  #last: KeptForGate["last"] = "none";
  #round: string | undefined;
  #revoking = 0;
  #gaveLost = false;
  #ended = false;
  #removed = false;
  #storing: Promise<unknown> = Promise.resolve();
  #troubled = false;
  /** The gate of now was opened with sessions of which somebody was put out since. */
  isOutdated = false;
  /** Something of an earlier window was there. */
  resumed = false;

  constructor(private readonly options: { readonly store: SessionStore; readonly shareId: string; readonly log: Log }) {
    const { store, shareId } = options;
    this.#files = new Latest(async (what) => {
      if (what === "removed") {
        await Promise.race([this.#lowest.idle(), new Promise((resolve) => void setTimeout(resolve, removedMs).unref())]);
        await store.remove(shareId);
      } else if (what === "spoiled") await store.spoil(shareId);
      else await this.#write(what);
    });
    this.#lowest = new Latest(async (generation) => {
      if (!this.#removed) await store.forbidBefore(shareId, this.#key, generation);
    });
  }

  /** What an earlier window left. */
  async load(): Promise<void> {
    const stored = await this.options.store.read(this.options.shareId).catch((error: unknown) => {
      this.#warn("can't be read", error);
      return "lost" as const;
    });
    if (stored === "none") return;
    this.resumed = true;
    if (stored !== "lost") [this.#key, this.#generation, this.#round] = [stored.key, stored.generation, stored.round];
    if (this.#last === "none") this.#last = stored === "lost" ? stored : { generation: stored.generation, sealed: stored.sealed };
  }

  /** For a gate that is opened now. While somebody is being put out nobody knows whether what is kept is from before or after. */
  forGate(): KeptForGate {
    const last = this.#revoking > 0 ? "lost" : this.#last;
    this.#gaveLost = last === "lost";
    this.isOutdated = false;
    return { key: this.#key, generation: this.#generation, ...(this.#round !== undefined && { round: this.#round }), last };
  }

  /** Everyone is being put out (S11). */
  newRound(): string {
    this.#round = randomBytes(6).toString("hex");
    return this.#round;
  }

  /** What a gate tells as people come and go. */
  keep(sessions: SealedSessions | undefined): void {
    if (sessions === undefined) return;
    this.#store(sessions).then(
      () => (this.#troubled = false),
      (error: unknown) => this.#warn("can't be stored", error),
    );
  }

  /** What a gate tells when somebody has left it: for certain when it resolves. @throws ExpectedError `sessions.notStored` */
  async keepForCertain(sessions: SealedSessions): Promise<void> {
    await durable(this.#store(sessions));
  }

  /** Once more what could not be stored. @throws ExpectedError `sessions.notStored` */
  async again(): Promise<void> {
    if (this.#ended || this.#last === "none") return;
    const { generation } = this.#last === "lost" ? { generation: this.#generation + 1 } : this.#last;
    await durable(this.#put(this.#last === "lost" ? "spoiled" : this.#last, generation));
  }

  /**
   * Puts people out. @param act asks the gate, which answers with who is left; where it dies over it nobody is
   * @throws ExpectedError `sessions.notStored`: it was done, and a restart of the editor may undo it; and what `act` throws
   */
  async revoke(act: () => Promise<SealedSessions | undefined>): Promise<void> {
    this.#revoking += 1;
    let storing: Promise<void>;
    try {
      const left = await act();
      storing = left === undefined ? this.#lose() : this.#store(left);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      storing = this.#lose();
      if (!(error instanceof ExpectedError && gone.has(error.code))) {
        await durable(storing);
        throw error;
      }
    } finally {
      this.#revoking -= 1;
    }
    await durable(storing);
  }

  /** Puts everybody out where there is no gate to ask. @throws ExpectedError `sessions.notStored` */
  async lose(): Promise<void> {
    await durable(this.#lose());
  }

  /** The share has ended: nothing of it stays. @throws ExpectedError `sessions.notRemoved` */
  async remove(): Promise<void> {
    [this.#ended, this.#removed] = [true, true];
    this.#last = "none";
    await abortable(this.#files.put("removed"), withDeadline(removedMs * 2)).catch((cause: unknown) => {
      throw new ExpectedError("sessions.notRemoved", {}, { cause });
    });
  }

  /** The window closes: what was told is on the disk when it resolves. */
  async leave(): Promise<void> {
    this.#ended = true;
    await this.#storing;
  }

  async #store(sessions: SealedSessions): Promise<void> {
    if (this.#ended || this.isOutdated || sessions.generation <= this.#generation) return;
    this.#generation = sessions.generation;
    this.#last = { generation: sessions.generation, sealed: sessions.sealed };
    // Not for when people were last seen alone: each entry makes the secret store write.
    await this.#put(sessions, sessions.sameSessions === true ? undefined : sessions.generation);
  }

  async #lose(): Promise<void> {
    if (this.#ended) return;
    this.#last = "lost";
    this.isOutdated ||= !this.#gaveLost;
    // The next gate begins with just this generation.
    await this.#put("spoiled", this.#generation + 1);
  }

  /** The file, then what still counts; that one also where the file could not be written, since it forbids the file that is there. */
  #put(what: SealedSessions | "spoiled", lowest: number | undefined): Promise<void> {
    const filed = this.#files.put(what);
    const storing = Promise.allSettled([filed])
      .then(() => (lowest === undefined ? undefined : this.#lowest.put(lowest)))
      .then(() => filed);
    this.#storing = Promise.allSettled([this.#storing, storing]);
    return storing;
  }

  async #write({ generation, sealed }: SealedSessions): Promise<void> {
    const { store, shareId } = this.options;
    try {
      await store.write(shareId, { key: this.#key, generation, sealed, round: this.#round });
    } catch (error) {
      // Somebody may have left since: what could not be replaced must not be believed any more.
      await Promise.allSettled([store.spoil(shareId)]);
      throw error;
    }
  }

  #warn(what: string, error: unknown): void {
    if (!this.#troubled) this.options.log.warn(`Visitors' sessions ${what}, they will sign in again after a restart: ${inert(error instanceof Error ? error.message : String(error), 200)}`);
    this.#troubled = true;
  }
}

async function durable(storing: Promise<void>): Promise<void> {
  await abortable(storing, withDeadline(storedMs)).catch((cause: unknown) => {
    throw new ExpectedError("sessions.notStored", {}, { cause });
  });
}
