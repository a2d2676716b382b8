import { ApiCalls, type ApiOptions } from "./apiCall";
import {
  isId,
  appSessionSchema,
  endpointSchema,
  pageSchema,
  reservedDomainSchema,
  type ApiEndpoint,
  type AppSession,
  type ReservedDomain,
} from "./records";

/** A Cloud Endpoint as it is to be. */
export interface CloudEndpoint {
  /** `https://host`, whose domain the account has, or `https://name.internal`. */
  readonly url: string;
  /** JSON; it has to end in an action that ends the request (ERR_NGROK_2235). */
  readonly trafficPolicy: string;
  readonly description?: string | undefined;
  readonly metadata?: string | undefined;
  readonly bindings?: readonly ("public" | "internal" | "kubernetes")[] | undefined;
  /** It can't be changed afterwards. */
  readonly poolingEnabled?: boolean | undefined;
}

export interface Sending {
  /** What the call carries and no error may repeat: client secrets, the seal. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * ngrok's REST API, as far as it is used here. Every method rejects with an ExpectedError: ngrok's own code, `ngrok.apiRefused`
 * or `ngrok.apiFailed` with the `status`, `ngrok.apiUnreachable`, `ngrok.apiAnswer`; or with the signal's reason.
 */
export class NgrokApi {
  readonly #calls: ApiCalls;

  constructor(options: ApiOptions) {
    this.#calls = new ApiCalls(options);
  }

  /** Asks for as little as can be: shows that the key is one. */
  async check(signal: AbortSignal): Promise<void> {
    await this.#calls.read({ method: "GET", path: "/reserved_domains?limit=1" }, pageSchema("reserved_domains", reservedDomainSchema), signal);
  }

  reservedDomains(signal: AbortSignal): Promise<readonly ReservedDomain[]> {
    return this.#calls.list("/reserved_domains", pageSchema("reserved_domains", reservedDomainSchema), signal);
  }

  /** Everything of the account that is online: agents' endpoints and Cloud Endpoints. */
  endpoints(signal: AbortSignal): Promise<readonly ApiEndpoint[]> {
    return this.#calls.list("/endpoints", pageSchema("endpoints", endpointSchema), signal);
  }

  endpoint(id: string, signal: AbortSignal): Promise<ApiEndpoint> {
    return this.#calls.read({ method: "GET", path: `/endpoints/${inPath(id)}` }, endpointSchema, signal);
  }

  /** A Cloud Endpoint; agents make their own by binding them. */
  createEndpoint(endpoint: CloudEndpoint, { secrets, signal }: Sending): Promise<ApiEndpoint> {
    return this.#calls.read({ method: "POST", path: "/endpoints", body: { type: "cloud", ...written(endpoint) }, secrets }, endpointSchema, signal);
  }

  /** What is not named stays. */
  updateEndpoint(id: string, change: Partial<CloudEndpoint>, { secrets, signal }: Sending): Promise<ApiEndpoint> {
    return this.#calls.read({ method: "PATCH", path: `/endpoints/${inPath(id)}`, body: written(change), secrets }, endpointSchema, signal);
  }

  deleteEndpoint(id: string, signal: AbortSignal): Promise<void> {
    return this.#calls.send({ method: "DELETE", path: `/endpoints/${inPath(id)}` }, signal);
  }

  appSessions(signal: AbortSignal): Promise<readonly AppSession[]> {
    return this.#calls.list("/app/sessions", pageSchema("application_sessions", appSessionSchema), signal);
  }

  deleteAppSession(id: string, signal: AbortSignal): Promise<void> {
    return this.#calls.send({ method: "DELETE", path: `/app/sessions/${inPath(id)}` }, signal);
  }
}

function written({ url, trafficPolicy, description, metadata, bindings, poolingEnabled }: Partial<CloudEndpoint>): object {
  const fields = { url, traffic_policy: trafficPolicy, description, metadata, bindings, pooling_enabled: poolingEnabled };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Whatever it is, it stays one segment. */
export function inPath(id: string): string {
  if (!isId(id)) throw new Error("Not an id of ngrok's API");
  return id;
}
