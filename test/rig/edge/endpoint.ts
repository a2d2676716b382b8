/** Which endpoints are online at which address of the edge, and the rules by which agents bind and unbind them. */
import { randomBytes } from "node:crypto";
import type { AgentSession } from "./agentSessions";
import { alreadyOnline, NgrokError, refusal, unreservedDomain } from "./ngrokError";
import type { TrafficPolicy } from "./trafficPolicy";
import type { BindReply, BindRequest } from "./wire";

export interface Endpoint {
  readonly id: string;
  /** The public address. */
  readonly url: string;
  /** What the agent asked for, its `Opts.TrafficPolicy` among it. */
  readonly bind: BindRequest;
  readonly policy: TrafficPolicy | undefined;
  readonly session: AgentSession;
}

/** An address of the account: the dev domain's, or a reserved domain's. */
export interface Address {
  readonly name: string;
  readonly origin: string;
}

export class Endpoints {
  #online: readonly Endpoint[] = [];
  #turn = 0;

  constructor(
    private readonly addresses: () => readonly Address[],
    private readonly compile: (policyText: string) => Promise<TrafficPolicy>,
  ) {}

  get online(): readonly Endpoint[] {
    return this.#online;
  }

  /** The endpoint for the next request at this address; pooled ones take turns. */
  next(origin: string): Endpoint | undefined {
    const here = this.#online.filter(({ url }) => url === origin);
    this.#turn += 1;
    return here[this.#turn % here.length];
  }

  /** @throws NgrokError 319, 332, 334 and those of the policy. */
  async bind(session: AgentSession, request: BindRequest): Promise<BindReply> {
    if (request.Proto !== "https" && request.Proto !== "http") throw refusal("ERR_NGROK_332");
    const { origin } = this.#addressFor(request.Opts.Domain ?? "");
    const text = request.Opts.TrafficPolicy ?? "";
    const policy = text === "" ? undefined : await this.compile(text);
    if (!session.online) throw new NgrokError("ERR_NGROK_300", "The session has ended.");

    const others = this.#online.filter(({ url }) => url === origin);
    const pooling = request.Extra.PoolingEnabled === true && others.every(({ bind }) => bind.Extra.PoolingEnabled === true);
    if (others.length > 0 && !pooling) throw alreadyOnline(origin);

    // An agent that reconnects binds again under the id that it had.
    const id = request.Id === "" ? `ep_${randomBytes(12).toString("hex")}` : request.Id;
    this.#online = [...this.#online, { id, url: origin, bind: request, policy, session }];
    const token = request.Extra.Token === "" ? randomBytes(12).toString("hex") : request.Extra.Token;
    return { Id: id, URL: origin, Proto: request.Proto, Opts: request.Opts, Error: "", Extra: { Token: token } };
  }

  /** Nothing happens for an id that isn't online: the agent unbinds twice. */
  unbind(session: AgentSession, id: string): void {
    this.#online = this.#online.filter((endpoint) => endpoint.id !== id || endpoint.session !== session);
  }

  unbindAll(session: AgentSession): void {
    this.#online = this.#online.filter((endpoint) => endpoint.session !== session);
  }

  /** By name, or by the host and port that stand for it here; no name: the account's dev domain. */
  #addressFor(domain: string): Address {
    const all = this.addresses();
    const found = domain === "" ? all[0] : all.find(({ name, origin }) => name === domain || origin === `https://${domain}`);
    if (found === undefined) throw unreservedDomain(domain);
    return found;
  }
}
