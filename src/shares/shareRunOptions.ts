import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";
import type { Log } from "../base/log";
import type { SessionStore } from "../base/stores";
import type { ShareSpec } from "../protocol/shareSpec";
import type { AgentProcess } from "./agentProcess";
import type { Identify } from "./listenerPin";
import type { AccountApi } from "./readBack";
import type { ShareSecrets } from "./share";

/** What a share runs with. */
export interface ShareRunOptions {
  readonly spec: ShareSpec;
  readonly secrets: ShareSecrets;
  readonly agent: Pick<AgentProcess, "call" | "hold" | "replace" | "running" | "generation" | "onTunnelLost" | "onFailed" | "onVisitors" | "onStrangers" | "onSessions" | "onGone">;
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: SessionStore;
  /** Lets the agent process reach the provider of this share, until disposed. */
  readonly allowProvider: () => Disposable;
  readonly onChange: () => void;
  /** ngrok's API, where an API key is known. */
  readonly account?: AccountApi | undefined;
  /** `host:port` of the editor's proxy, which ngrok's SDK can't use. */
  readonly proxy?: (() => string | undefined) | undefined;
  /** Who listens at an upstream; the system is asked by default. */
  readonly identify?: Identify | undefined;
}
