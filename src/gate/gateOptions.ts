import type { Clock } from "../base/clock";
import type { Event } from "../base/emitter";
import type { ExpectedError } from "../base/expectedError";
import type { Log } from "../base/log";
import type { AccessRule } from "../identity/accessRule";
import type { ListenerVerdict, ProofDecision } from "../protocol/messages";
import type { Route } from "../protocol/routes";
import type { ShareOptions } from "../protocol/shareOptions";
import type { Upstream } from "../protocol/upstream";
import type { OpenidClient } from "../oidc/openidClient";
import type { EdgeSeal } from "./seal";
import type { DeveloperOnly } from "./developerOnly";
import type { ExchangeRecord } from "./exchangeRecords";
import type { FrontDoorKind, GateDoor } from "./gateDoor";
import type { Places } from "./places";
import type { SessionTable } from "./sessionTable";
import type { Trials } from "./trials";
import type { Visitor } from "./visitors";

export interface GateLimits {
  /** Connections at the same time, WebSockets included; of visitors and strangers together. */
  readonly connections: number;
  readonly sessions: number;
  readonly sessionMaxAgeMs: number;
  /** Without a request and anything open; 0: no limit. */
  readonly sessionIdleMs: number;
  /** Redirects to the provider per minute. */
  readonly signInStartsPerMinute: number;
  /** Callbacks that wait for the provider at the same time. */
  readonly signInsAtOnce: number;
  readonly headerBytes: number;
  readonly headersTimeoutMs: number;
}

export const defaultLimits: GateLimits = {
  connections: 1000,
  sessions: 2000,
  sessionMaxAgeMs: 8 * 3_600_000,
  sessionIdleMs: 0,
  signInStartsPerMinute: 240,
  signInsAtOnce: 32,
  headerBytes: 32 * 1024,
  headersTimeoutMs: 15_000,
};

/** The same limits for as long as `options` says nothing shorter: a share may only shorten what the settings say. */
export function shortenedBy(limits: GateLimits, options: () => ShareOptions): GateLimits {
  return {
    ...limits,
    get sessionMaxAgeMs() {
      return Math.min(limits.sessionMaxAgeMs, (options().sessions?.maxHours ?? Infinity) * 3_600_000);
    },
    get sessionIdleMs() {
      const idle = [limits.sessionIdleMs, (options().sessions?.idleMinutes ?? 0) * 60_000].filter((ms) => ms > 0);
      return idle.length === 0 ? 0 : Math.min(...idle);
    },
  };
}

/** Where the edge's own pages are. */
export interface EdgePaths {
  readonly login: string;
  readonly logout: string;
}

/**
 * `paths`: as they are now; those of a policy without an `auth_id` by default.
 * `pooled`: gates of other machines answer for the same address under the same seal (S12).
 */
export type EnforcementKind = { readonly kind: "gate" } | { readonly kind: "edge"; readonly seal: EdgeSeal; readonly paths?: () => EdgePaths; readonly pooled?: boolean };

export interface GateOptions extends Omit<DeveloperOnly, "upstream"> {
  /** `[a-z0-9]{12}`; it is in the cookies' names. */
  readonly shareId: string;
  readonly enforcement: EnforcementKind;
  readonly openid: OpenidClient;
  readonly rule: AccessRule;
  /** S8: the provider's own file says that it vouches for e-mail addresses. */
  readonly vouchesForEmail: boolean;
  /** The one that it forwards to: this machine alone. `none`: it is there for sign-ins that are only tried, and never goes live. Behind https a self-signed certificate is accepted. */
  readonly upstream: Upstream | "none";
  /** S23: what else it forwards to, by path. */
  readonly routes?: readonly Route[];
  readonly shareOptions?: ShareOptions;
  /** S18: looks who listens at the address of an upstream. Without it nobody is watched. */
  readonly lookAtListener?: (signal: AbortSignal, upstream: Upstream) => Promise<ListenerVerdict>;
  readonly frontDoor: FrontDoorKind;
  /** The one other Host header that the tunnel may send. */
  readonly innerHost?: string;
  /** S17: whether a path that a visitor has just loaded is kept for the proof, which asks for it as a stranger. */
  readonly rememberLoaded?: boolean;
  /** S22: where a visitor's address is read. The last element of X-Forwarded-For is believed only behind a tunnel that nobody else reaches. */
  readonly clientAddress: "peer" | "lastForwardedFor";
  readonly providerName: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<GateLimits>;
  /** S13: resolves when it is stored who was put out or left so far, and rejects when it can't be. Without it nothing outlives the gate. */
  readonly storeEnds?: () => Promise<void>;
  /** S28: the places of the ngrok session that leads here, shared with its other gates; else the gate has `limits.connections` of its own. */
  readonly streams?: Places;
}

/** The reverse proxy in front of a port, and of others behind paths. It is made closed: nothing is forwarded before goLive. */
export interface Gate {
  readonly door: GateDoor;
  /** Until then everything is answered 503. @throws Error when it is no https origin (http on loopback) */
  setPublicOrigin(origin: string): void;
  /** Replaces the last step, the recorder, by dialling the upstream; nothing else. @throws Error where it has no upstream */
  goLive(): void;
  /** Puts the recorder back; what is in flight ends. Visitors see a page that comes back by itself. */
  shut(): void;
  /** Resolves when nobody is being answered any more, or after a moment. */
  quiet(): Promise<void>;
  /** Shut for good, as close() begins: whoever asks is told that the share has been stopped, and nothing is decided any more. */
  stop(): void;
  /** Requests with this marker are decided like any other, reported, and never forwarded. Unknown markers mean nothing. */
  expectProof(marker: string): void;
  /** The path of something that rarely changes and that a visitor got lately: what a cache in front of the gate would have kept. */
  recentlyLoaded(): string | undefined;
  /** What was decided for a marker, which is forgotten. */
  collectProof(marker: string): readonly ProofDecision[];
  /** How many requests a minute, while strangers flood it, and 0 at the end of that. */
  readonly onStrangers: Event<number>;
  readonly onVisitors: Event<readonly Visitor[]>;
  /** One record per exchange when it is over, those of the proof excepted. Nothing is recorded while nobody listens. */
  readonly onExchange: Event<ExchangeRecord>;
  /** How many came since the gate was made, those of the proof included. */
  requestCount(): number;
  /** edge.sealMissing or edge.noIdToken, once: a live gate behind the edge got a request that nobody sealed. */
  readonly onFailed: Event<ExpectedError>;
  visitors(): readonly Visitor[];
  /** Acts at once, on what is in flight too. */
  setRule(rule: AccessRule): void;
  /** Acts from the next request on; what may be open no longer ends at once. */
  setOptions(options: ShareOptions): void;
  /** Acts from the next request on; what is under way on a route that goes, or leads elsewhere now, ends at once (S23). */
  setRoutes(routes: readonly Route[]): void;
  /** One visitor, or everyone. */
  signOut(visitorId?: string): void;
  /** Sign-ins that are only tried: nobody comes in with one, whether the gate is live or not. */
  readonly trials: Pick<Trials, "begin" | "end" | "onNews">;
  /** Something in the table is not as it was. `now`: somebody was put out or left. */
  readonly onTable: Event<"now" | "soon">;
  /** Who is in and who was put out, for another process to go on with. */
  table(): SessionTable;
  /** Goes on with what another process knew, by the rule and the limits of now; `"lost"`: there was something, and it can't be known any more. Once the origin is known. */
  restore(table: SessionTable | "lost"): void;
  /** Ends everything within 1 s. */
  close(): Promise<void>;
}
