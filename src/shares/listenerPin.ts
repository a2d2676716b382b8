// S18: whom a share was approved for, and who is there when the gate asks.
import { setTimeout as sleep } from "node:timers/promises";
import { withDeadline } from "../base/deadline";
import { ExpectedError } from "../base/expectedError";
import { identifyListener, sameListener, type ListenerIdentity } from "../ports/listenerIdentity";
import { identifySocket } from "../ports/socketIdentity";
import { refusedListener } from "../ports/refusedListener";
import type { ListenerVerdict } from "../protocol/messages";
import type { Upstream } from "../protocol/upstream";

export type OwnListener = Extract<ListenerIdentity, { readonly state: "own" }>;

/** What is known of the process behind a share. A snapshot, replaced at every change. */
export interface ListenerSight {
  /** Plain data, for a restore to compare with. Undefined until somebody of this user was seen there. */
  readonly approved: ListenerIdentity | undefined;
  readonly verdict: ListenerVerdict;
  /** Who is there instead, with `changed`. */
  readonly stranger: OwnListener | undefined;
}

/** Nobody was looked for yet. */
export const unseen: ListenerSight = { approved: undefined, verdict: "gone", stranger: undefined };

export type Identify = (upstream: Upstream, signal: AbortSignal) => Promise<ListenerIdentity>;

const identifyUpstream: Identify = (upstream, signal) => ("port" in upstream ? identifyListener(upstream.address, upstream.port, signal) : identifySocket(upstream.socketPath, { signal }));

const deadlineMs = 20_000;
const againMs: readonly number[] = [50, 150];

/** Pins an app of a share to the process that listens when it starts; on a port or socket that is silent then, to the first one of this user that is seen there. */
export class ListenerPin {
  #sight: ListenerSight = unseen;
  #pinned: Promise<void> | undefined;

  constructor(
    private readonly upstream: Upstream,
    private readonly onChange: () => void,
    private readonly identify: Identify = identifyUpstream,
  ) {}

  get sight(): ListenerSight {
    return this.#sight;
  }

  /** The first look. @throws ExpectedError what `refusedListener` says: another user's process is never shared */
  pin(signal: AbortSignal): Promise<void> {
    this.#pinned ??= this.#pin(signal);
    return this.#pinned;
  }

  /** Who listens now. What the first look found, or this one when that found nobody, is what it is compared with. */
  async look(signal: AbortSignal): Promise<ListenerVerdict> {
    // Its failure ends the share; here it is no more than a look that found what it found.
    await this.#pinned?.catch(() => undefined);
    const now = await this.#identify(signal);
    const { approved } = this.#sight;
    if (approved === undefined) return this.#adopt(now);
    const verdict = sameListener(approved, now);
    const stranger = verdict === "changed" && now.state === "own" ? now : undefined;
    this.#see({ approved: verdict === "same" ? laterRun(approved, now) : approved, verdict, stranger });
    return verdict;
  }

  /** The person chose to share the process that they were shown. @returns false when another one is there by now */
  approve(stranger: OwnListener): boolean {
    if (this.#sight.stranger !== stranger) return false;
    this.#see({ approved: stranger, verdict: "same", stranger: undefined });
    return true;
  }

  async #pin(signal: AbortSignal): Promise<void> {
    const now = await this.#identify(signal);
    this.#adopt(now);
    const refused = refusedListener(this.upstream, now);
    if (refused) throw refused;
  }

  #adopt(now: ListenerIdentity): ListenerVerdict {
    const verdict = ({ own: "same", unreadable: "unknown", gone: "gone", otherUser: "otherUser", exposed: "exposed", notSocket: "gone" } as const)[now.state];
    this.#see({ approved: now.state === "own" || now.state === "unreadable" ? now : undefined, verdict, stranger: undefined });
    return verdict;
  }

  /** A process that is just ending still has its port and can't be read any more: who can't be read is looked at again before that is believed. */
  async #identify(signal: AbortSignal): Promise<ListenerIdentity> {
    for (const wait of againMs) {
      const now = await this.#identifyOnce(signal);
      if (now.state !== "unreadable") return now;
      await sleep(wait, undefined, { signal });
    }
    return this.#identifyOnce(signal);
  }

  async #identifyOnce(signal: AbortSignal): Promise<ListenerIdentity> {
    try {
      return await this.identify(this.upstream, withDeadline(deadlineMs, signal));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ExpectedError && error.code === "port.listUnavailable") return { state: "unreadable" };
      throw error;
    }
  }

  #see(next: ListenerSight): void {
    const before = this.#sight;
    const stranger = before.stranger && next.stranger && isSameRun(before.stranger, next.stranger) ? before.stranger : next.stranger;
    if (before.approved === next.approved && before.verdict === next.verdict && before.stranger === stranger) return;
    this.#sight = { ...next, stranger };
    this.onChange();
  }
}

/** The approved one by its newest run, so that a run which changes its folder later is still known by its process. */
function laterRun(approved: ListenerIdentity, now: ListenerIdentity): ListenerIdentity {
  if (approved.state !== "own" || now.state !== "own" || isSameRun(approved, now) || approved.folder !== now.folder) return approved;
  return { ...approved, pid: now.pid, ...(now.startedAt === undefined ? {} : { startedAt: now.startedAt }) };
}

function isSameRun(one: OwnListener, other: OwnListener): boolean {
  return one.pid === other.pid && one.startedAt === other.startedAt && one.executable === other.executable;
}
