import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "../../src/base/clock";
import { abortable } from "../../src/base/deadline";
import type { ApiOptions } from "../../src/ngrok/api/apiCall";
import { RateLimit } from "../../src/ngrok/api/rateLimit";
import type { ReservedDomain } from "../../src/ngrok/api/records";
import { Visitor, type Visit } from "../rig/visitor";
import { BareAgent, Refused, type Bind, type Endpoint } from "./bareAgent";
import { Leavings } from "./leavings";
import { openPublicProvider, reserveDomain, type PublicProvider } from "./publicProvider";
import { NotAsked } from "./question";
import type { Services } from "./services";
import type { Site } from "./site";
import { codeOf, skipsInterstitial } from "./stranger";
import { LiveApi } from "./liveApi";

export interface Rule {
  readonly name?: string;
  readonly expressions?: readonly string[];
  readonly actions: readonly { readonly type: string; readonly config?: object }[];
}

/** What lasts for the whole run, beyond a question. */
export interface Run {
  readonly leavings: Leavings;
  agent: Promise<BareAgent> | undefined;
  /** Reachable by the agent. */
  publicProvider: Promise<PublicProvider> | undefined;
  secondDomain: Promise<ReservedDomain | string> | undefined;
  /** Somebody signed in at ngrok's edge, which the account lists. */
  signedIn: boolean;
}

export type Wanted = Partial<Pick<Bind, "domain" | "pooled">>;

const limit = new RateLimit(systemClock);
/** After an endpoint was closed ngrok may take its address for online a little longer, and after a bind for offline. */
const again = { times: 12, waitMs: 1000 } as const;

/** What one question asks with. What it leaves goes before the next one is asked. */
export class Live {
  readonly leavings = new Leavings();

  constructor(
    readonly services: Services,
    readonly site: Site,
    readonly run: Run,
    readonly signal: AbortSignal,
  ) {}

  /** The account's REST API. @throws NotAsked */
  get api(): LiveApi {
    return new LiveApi(apiOptions(this.services));
  }

  /** Our own names: the same at each run of one account, so that it is one and the same visitor whom ngrok counts in a month. */
  get name(): string {
    return `portcullis-live-${createHash("sha256").update(this.services.authtoken).digest("hex").slice(0, 10)}`;
  }

  visitor(): Visitor {
    return new Visitor(this.services.visitors);
  }

  /** Our own provider where ngrok's edge reaches it. @throws NotAsked */
  publicProvider(): Promise<PublicProvider> {
    this.run.publicProvider ??= openPublicProvider(this);
    return this.run.publicProvider;
  }

  /** A domain that is the run's own, until its end, or why there is none. */
  secondDomain(): Promise<ReservedDomain | string> {
    const { run } = this;
    run.secondDomain ??= reserveDomain(this).catch((error: unknown) => {
      run.secondDomain = undefined;
      throw error;
    });
    return run.secondDomain;
  }

  agent(): Promise<BareAgent> {
    this.signal.throwIfAborted();
    this.run.agent ??= BareAgent.start(this.services);
    return this.run.agent;
  }

  /** Everything that it has bound goes with it. */
  async dropAgent(): Promise<void> {
    const { run } = this;
    const agent = run.agent;
    run.agent = run.publicProvider = undefined;
    // What could not be started is no longer there.
    await agent?.then((one) => one.end(), () => undefined);
  }

  /** An endpoint with these rules, until `ask` has its answer. @throws Refused */
  async with<T>(rules: readonly Rule[], ask: (endpoint: Endpoint) => Promise<T>, wanted: Wanted = {}): Promise<T> {
    const endpoint = await this.bind(rules, wanted);
    try {
      return await ask(endpoint);
    } finally {
      await endpoint.close();
    }
  }

  /** @throws Refused */
  async bind(rules: readonly Rule[], { domain, pooled = false }: Wanted = {}): Promise<Endpoint> {
    const agent = await this.agent();
    const policy = rules.length === 0 ? undefined : JSON.stringify({ on_http_request: rules });
    const endpoint = await this.#untilFree(() => agent.bind({ domain, policy, pooled, port: this.site.port }));
    await this.online(() => this.visitor().fetch(`${endpoint.origin}/`, { method: "HEAD", headers: skipsInterstitial }));
    return endpoint;
  }

  /** Whether ngrok takes these rules. @returns its code, or `taken` */
  async verdict(rules: readonly Rule[]): Promise<string> {
    try {
      await this.with(rules, () => Promise.resolve());
      return "taken";
    } catch (error) {
      if (error instanceof Refused) return error.code;
      throw error;
    }
  }

  wait(ms: number): Promise<void> {
    return abortable(pause(ms), this.signal);
  }

  async #untilFree(bind: () => Promise<Endpoint>): Promise<Endpoint> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await bind();
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== "ERR_NGROK_334" || attempt >= again.times) throw error;
        await this.wait(again.waitMs);
      }
    }
  }

  /** Asks until ngrok no longer says that nothing is online there. */
  async online(ask: () => Promise<Visit>): Promise<Visit> {
    for (let attempt = 1; ; attempt += 1) {
      const visit = await ask();
      if (codeOf(visit.headers) !== "ERR_NGROK_3200" || attempt === again.times) return visit;
      await this.wait(again.waitMs);
    }
  }
}

/** @throws NotAsked */
export function apiOptions({ apiAddress: address, apiKey }: Services): ApiOptions {
  if (apiKey === undefined) throw new NotAsked("needs NGROK_API_KEY");
  return { address, apiKey, fetch: (url, init) => fetch(url, init), clock: systemClock, limit, userAgent: "portcullis/live-test" };
}
