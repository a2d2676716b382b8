/** The agent's messages as JSON carries them (agent 1.7.0), as far as the edge reads them. */
export interface AuthRequest {
  readonly ClientId: string;
  readonly Extra: {
    readonly AuthToken: string;
    readonly Metadata: string;
    readonly UserAgent: string;
    /** Nanoseconds. */
    readonly HeartbeatInterval: number;
    /** Nanoseconds. */
    readonly HeartbeatTolerance: number;
  };
}

export interface BindRequest {
  /** Empty the first time; the id that the edge gave when the agent binds again after a reconnect. */
  readonly Id: string;
  readonly Proto: string;
  readonly ForwardsTo: string;
  readonly Opts: {
    readonly Domain?: string;
    readonly Hostname?: string;
    readonly TrafficPolicy?: string | null;
  };
  readonly Extra: {
    readonly Token: string;
    readonly Metadata: string;
    readonly PoolingEnabled?: boolean;
    /** `public`, `internal`, `kubernetes`; empty where the agent leaves it to the address. */
    readonly Bindings?: readonly string[];
  };
}

export interface BindReply {
  readonly Id: string;
  readonly URL: string;
  readonly Proto: string;
  readonly Opts: object;
  readonly Error: "";
  readonly Extra: { readonly Token: string };
}

export type RpcName = "auth" | "bind" | "unbind" | "bindLabeled";

export interface RpcRecord {
  readonly session: string;
  readonly name: RpcName;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly request: unknown;
  /** Undefined while unanswered. */
  reply: object | undefined;
}
