import type { VisitorRecord } from "../protocol/messages";
import type { ShareSpec } from "../protocol/shareSpec";
import type { CloudAccess } from "./cloud/cloudAccess";
import type { ListenerSight } from "./listenerPin";
import type { RouteSight } from "./listenerPins";
import type { NgrokMonth } from "./ngrokUsage";
import type { ReadBackSight } from "./readBack";
import type { ShareState } from "./shareState";

/** A share as the views see it: a snapshot, replaced at every change. */
export interface Share {
  readonly spec: ShareSpec;
  readonly state: ShareState;
  readonly visitors: readonly VisitorRecord[];
  /** Who listens at the upstream, beside who was approved (S18). */
  readonly listener: ListenerSight;
  /** The same for each of the spec's routes; absent: there is none. */
  readonly routes?: readonly RouteSight[];
  /** While strangers flood it; otherwise 0. */
  readonly strangersPerMinute: number;
  /** What its ngrok account used this month, as far as that is counted. */
  readonly usage?: NgrokMonth | undefined;
  /** What ngrok's API shows at its address, where an API key is known (S12). */
  readonly readBack?: ReadBackSight | undefined;
}

/** The origins that the provider's document named when the secret was saved (S20). */
export interface EndpointOrigins {
  readonly token: string;
  readonly keys: string;
  readonly userinfo?: string;
}

/** What a start needs besides the spec. Held in memory while the share lives, never written. */
export interface ShareSecrets {
  readonly clientSecret?: string;
  readonly authtoken?: string;
  /** Sign-in stops when the provider's document names other origins than these. */
  readonly endpoints?: EndpointOrigins;
  /** The way to its Cloud Endpoint. */
  readonly cloud?: CloudAccess;
}

/** What may change while a share runs. */
export type ShareChange = Partial<Pick<ShareSpec, "rule" | "options" | "routes">>;
