/** Which agent endpoints are online at which address of the edge, and the rules by which agents bind and unbind them. */
import { randomBytes } from "node:crypto";
import type { AgentSession } from "./agentSessions";
import { alreadyOnline, NgrokError, refusal, unreservedDomain } from "./ngrokError";
import type { TrafficPolicy } from "./trafficPolicy";
import type { BindReply, BindRequest } from "./wire";

export interface Endpoint {
  readonly id: string;
  /** The public address, or `https://name.internal`. */
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

export interface EndpointsParts {
  readonly addresses: () => readonly Address[];
  readonly compile: (policyText: string) => Promise<TrafficPolicy>;
  /** Whether an agent may join what is at this origin besides agents. */
  readonly mayJoin: (origin: string, pooling: boolean) => boolean;
}

export class Endpoints {
  #online: readonly Endpoint[] = [];
  /** How many requests each address has had. */
  readonly #turns = new Map<string, number>();

  constructor(private readonly parts: EndpointsParts) {}

  get online(): readonly Endpoint[] {
    return this.#online;
  }

  /** The endpoint for the next request at this address, an internal one included; pooled ones take turns. */
  next(url: string): Endpoint | undefined {
    const here = this.at(url);
    const turn = this.#turns.get(url) ?? 0;
    this.#turns.set(url, turn + 1);
    return here[turn % here.length];
  }

  at(url: string): readonly Endpoint[] {
    return this.#online.filter((endpoint) => endpoint.url === url);
  }

  /** @throws NgrokError 319, 332, 334, 9028, 9029 and those of the policy. */
  async bind(session: AgentSession, request: BindRequest): Promise<BindReply> {
    if (request.Proto !== "https" && request.Proto !== "http") throw refusal("ERR_NGROK_332");
    const url = this.#urlFor(request);
    const text = request.Opts.TrafficPolicy ?? "";
    const policy = text === "" ? undefined : await this.parts.compile(text);
    if (!session.online) throw new NgrokError("ERR_NGROK_300", "The session has ended.");

    const pooling = request.Extra.PoolingEnabled === true;
    const others = this.at(url);
    const together = pooling && others.every(({ bind }) => bind.Extra.PoolingEnabled === true);
    if ((others.length > 0 && !together) || !this.parts.mayJoin(url, pooling)) throw alreadyOnline(url);

    // An agent that reconnects binds again under the id that it had.
    const id = request.Id === "" ? `ep_${randomBytes(12).toString("hex")}` : request.Id;
    this.#online = [...this.#online, { id, url, bind: request, policy, session }];
    const token = request.Extra.Token === "" ? randomBytes(12).toString("hex") : request.Extra.Token;
    return { Id: id, URL: url, Proto: request.Proto, Opts: request.Opts, Error: "", Extra: { Token: token } };
  }

  /** Nothing happens for an id that isn't online: the agent unbinds twice. */
  unbind(session: AgentSession, id: string): void {
    this.#online = this.#online.filter((endpoint) => endpoint.id !== id || endpoint.session !== session);
  }

  unbindAll(session: AgentSession): void {
    this.#online = this.#online.filter((endpoint) => endpoint.session !== session);
  }

  /** Public by name, or by the host and port that stand for it here; no name: the account's dev domain. */
  #urlFor({ Opts: { Domain: domain = "" }, Extra: { Bindings: bindings = [] } }: BindRequest): string {
    if (bindings.includes("internal") && domain === "") throw refusal("ERR_NGROK_9028");
    const isInternal = domain.endsWith(".internal");
    if (bindings.length > 0 && bindings.includes("internal") !== isInternal) {
      throw new NgrokError("ERR_NGROK_9029", `Failed to start endpoint with '${domain}'. Endpoints with a "internal" binding must have a url that ends in ".internal".`);
    }
    // The account's alone, whoever else has the same; nothing is reserved for it, and the binding may be left to the name.
    if (isInternal) return `https://${domain}`;
    const all = this.parts.addresses();
    const found = domain === "" ? all[0] : all.find(({ name, origin }) => name === domain || origin === `https://${domain}`);
    if (found === undefined) throw unreservedDomain(domain);
    return found.origin;
  }
}
