/** Cloud Endpoints: addresses whose policy answers or forwards on its own, made through ngrok's API, with no agent of theirs. */
import { randomBytes } from "node:crypto";
import type { Address } from "./endpoint";
import { NgrokError, refusal } from "./ngrokError";
import { handlesEverything, type TrafficPolicy } from "./trafficPolicy";

/** What the API is told of one, besides its type. */
export interface CloudEndpointChange {
  readonly trafficPolicy?: string | undefined;
  readonly metadata?: string | undefined;
  readonly description?: string | undefined;
}

export interface NewCloudEndpoint extends CloudEndpointChange {
  /** `https://name`, or the origin that stands for that name here. */
  readonly url: string;
  readonly trafficPolicy: string;
  readonly poolingEnabled?: boolean | undefined;
}

export interface CloudEndpoint {
  readonly id: string;
  readonly kind: "cloud";
  /** Its origin here. */
  readonly url: string;
  readonly policyText: string;
  readonly policy: TrafficPolicy;
  readonly poolingEnabled: boolean;
  readonly metadata: string;
  readonly description: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface CloudEndpointsParts {
  readonly addresses: () => readonly Address[];
  readonly compile: (policyText: string) => Promise<TrafficPolicy>;
  /** Whether the agent endpoints online at this origin all allow pooling; undefined while there are none. */
  readonly agentsPool: (origin: string) => boolean | undefined;
}

export class CloudEndpoints {
  #all: readonly CloudEndpoint[] = [];

  constructor(private readonly parts: CloudEndpointsParts) {}

  get all(): readonly CloudEndpoint[] {
    return this.#all;
  }

  at(origin: string): readonly CloudEndpoint[] {
    return this.#all.filter(({ url }) => url === origin);
  }

  /** @throws NgrokError 18002 with the policy's own code in its words, 18006, 18009, 18016, 18017 */
  async create({ url, trafficPolicy, poolingEnabled = false, metadata = "", description = "" }: NewCloudEndpoint): Promise<CloudEndpoint> {
    const origin = this.parts.addresses().find(({ name, origin: own }) => url === own || url === `https://${name}`)?.origin;
    if (origin === undefined) throw new NgrokError("ERR_NGROK_18006", `No reserved domain matches the url '${url}'.`);
    const others = this.at(origin);
    const agentsPool = this.parts.agentsPool(origin);
    const otherOnesPool = others.every((one) => one.poolingEnabled) && agentsPool !== false;
    if (others.length > 0 && !poolingEnabled) throw new NgrokError("ERR_NGROK_18009", `A cloud endpoint with the url '${url}' already exists.`);
    if (agentsPool !== undefined && !poolingEnabled) throw refusal("ERR_NGROK_18017");
    if (!otherOnesPool) throw refusal("ERR_NGROK_18016");
    const policy = await this.#compiled(trafficPolicy);
    const now = Date.now();
    const made: CloudEndpoint = { id: `ep_${randomBytes(12).toString("hex")}`, kind: "cloud", url: origin, policyText: trafficPolicy, policy, poolingEnabled, metadata, description, createdAt: now, updatedAt: now };
    this.#all = [...this.#all, made];
    return made;
  }

  /** Neither url nor pooling can be changed. @returns undefined where there is no such endpoint @throws NgrokError 18002 */
  async update(id: string, { trafficPolicy, metadata, description }: CloudEndpointChange): Promise<CloudEndpoint | undefined> {
    const policy = trafficPolicy === undefined ? undefined : await this.#compiled(trafficPolicy);
    const before = this.#all.find((one) => one.id === id);
    if (before === undefined) return undefined;
    const next: CloudEndpoint = {
      ...before,
      ...(policy !== undefined && trafficPolicy !== undefined && { policy, policyText: trafficPolicy }),
      ...(metadata !== undefined && { metadata }),
      ...(description !== undefined && { description }),
      updatedAt: Date.now(),
    };
    this.#all = this.#all.map((one) => (one.id === id ? next : one));
    return next;
  }

  /** @returns whether there was one */
  remove(id: string): boolean {
    const before = this.#all.length;
    this.#all = this.#all.filter((one) => one.id !== id);
    return this.#all.length < before;
  }

  async #compiled(text: string): Promise<TrafficPolicy> {
    try {
      const policy = await this.parts.compile(text);
      if (!handlesEverything(policy)) throw refusal("ERR_NGROK_2235");
      return policy;
    } catch (error) {
      if (error instanceof NgrokError) throw new NgrokError("ERR_NGROK_18002", `The traffic policy is not valid: ${error.message} ${error.code}`);
      throw error;
    }
  }
}
