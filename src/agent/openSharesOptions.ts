import type { Clock } from "../base/clock";
import type { ExpectedError } from "../base/expectedError";
import type { Log } from "../base/log";
import type { OpenidFetch } from "../base/openidFetch";
import type { Gate } from "../gate/gateOptions";
import type { ListenerVerdict, VisitorRecord } from "../protocol/messages";
import type { SealedSessions } from "../protocol/sealedSessions";
import type { Upstream } from "../protocol/upstream";
import type { NgrokSessions } from "../tunnels/ngrok";
import type { RequestCounts } from "./requestCounts";
import type { RequestLog } from "./requestLog";

/** What the shares of the agent process run with, and whom they tell. */
export interface OpenSharesOptions {
  readonly sessions: Pick<NgrokSessions, "tunnel" | "streams">;
  readonly fetch: OpenidFetch;
  readonly clock: Clock;
  readonly log: Log;
  readonly requestLog?: Pick<RequestLog, "add">;
  readonly requestCounts?: Pick<RequestCounts, "add">;
  /** S18: asks the host who listens at an upstream of a share. */
  readonly look?: (shareId: string, upstream: Upstream, signal: AbortSignal) => Promise<ListenerVerdict>;
  readonly onTunnelLost: (shareId: string, error: ExpectedError) => void;
  /** A gate is there, and closed to everyone. */
  readonly onOpened?: (shareId: string, gate: Gate) => void;
  readonly onFailed: (shareId: string, error: ExpectedError) => void;
  /** Strangers flood it, so many requests a minute; 0: no more. */
  readonly onStrangers: (shareId: string, perMinute: number) => void;
  readonly onVisitors: (shareId: string, visitors: readonly VisitorRecord[]) => void;
  readonly onSessions: (shareId: string, sessions: SealedSessions) => void;
  /** S13: somebody was put out or left. Resolves when the host has stored it. @throws ExpectedError `sessions.notStored` */
  readonly store: (shareId: string, sessions: SealedSessions) => Promise<void>;
}
