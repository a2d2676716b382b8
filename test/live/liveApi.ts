import { ApiCalls, type ApiOptions } from "../../src/ngrok/api/apiCall";
import { inPath, NgrokApi } from "../../src/ngrok/api/ngrokApi";
import { isId, pageSchema, reservedDomainSchema, type ReservedDomain } from "../../src/ngrok/api/records";
import * as z from "zod";

const userSchema = z.object({ id: z.string().refine(isId), email: z.string().max(1000).nullish() }).transform(({ id, email }) => ({ id, email: email ?? "" }));

/** ngrok's API with what only a run against the real account needs of it. Fails as `NgrokApi` does. */
export class LiveApi extends NgrokApi {
  readonly #calls: ApiCalls;

  constructor(options: ApiOptions) {
    super(options);
    this.#calls = new ApiCalls(options);
  }

  createReservedDomain({ domain, description }: { readonly domain: string; readonly description?: string }, signal: AbortSignal): Promise<ReservedDomain> {
    return this.#calls.read({ method: "POST", path: "/reserved_domains", body: { domain, ...(description !== undefined && { description }) } }, reservedDomainSchema, signal);
  }

  deleteReservedDomain(id: string, signal: AbortSignal): Promise<void> {
    return this.#calls.send({ method: "DELETE", path: `/reserved_domains/${inPath(id)}` }, signal);
  }

  stopTunnelSession(id: string, signal: AbortSignal): Promise<void> {
    return this.#calls.send({ method: "POST", path: `/tunnel_sessions/${inPath(id)}/stop`, body: {} }, signal);
  }

  /** Whoever signed in at the edge. */
  appUsers(signal: AbortSignal): Promise<readonly z.output<typeof userSchema>[]> {
    return this.#calls.list("/app/users", pageSchema("application_users", userSchema), signal);
  }

  deleteAppUser(id: string, signal: AbortSignal): Promise<void> {
    return this.#calls.send({ method: "DELETE", path: `/app/users/${inPath(id)}` }, signal);
  }
}
