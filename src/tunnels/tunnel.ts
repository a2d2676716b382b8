import type { Event } from "../base/emitter";
import type { ExpectedError } from "../base/expectedError";
import type { GateDoor } from "../gate/gateDoor";

/** A public address that leads to a gate's front door. */
export interface OpenTunnel {
  /** `scheme://host[:port]` as visitors see it; the only source of the gate's public origin. */
  readonly publicOrigin: string;
  /** Of the traffic policy that it was opened with; undefined where it has none. */
  readonly policyDigest?: string | undefined;
  /** Fires once, when visitors can no longer come through. The tunnel is of no use afterwards. */
  readonly onLost: Event<ExpectedError>;
  /** Fires once, when whoever gives the address ended it on purpose: it is not to be opened again. */
  readonly onStopped: Event<ExpectedError>;
  /** Idempotent. Bounded by the tunnel itself. */
  close(): Promise<void>;
}

/** What gives the public address. It takes a front door, which only a gate can make, never a port. */
export interface Tunnel {
  open(door: GateDoor, signal: AbortSignal): Promise<OpenTunnel>;
}
