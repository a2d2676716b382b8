// A client that was registered dynamically, read, changed and removed (RFC 7592).
import { ExpectedError } from "../../base/expectedError";
import { AdminCalls, isGone, type AdminChannel } from "../adminCall";
import type { AdminHost } from "../adminHost";
import { AdminToken } from "../adminToken";
import { managedSchema, notSentBack, type ManagedClient } from "./metadata";

export interface ManagedClientOptions {
  readonly channel: AdminChannel;
  readonly host: AdminHost;
  readonly uri: string;
  readonly token: string;
  /** Stores the next token: Keycloak and others take each only once. */
  readonly renewed: (token: string) => Promise<void>;
}

export class ManagedClientApi {
  #token: string;

  constructor(private readonly options: ManagedClientOptions) {
    this.#token = options.token;
  }

  /** @throws ExpectedError `registration.*`; a client that is gone is answered with 401 by some, which is `registration.tokenRefused` */
  read(signal: AbortSignal): Promise<ManagedClient> {
    return this.#client({ method: "GET" }, signal);
  }

  /** @param client as it was read, with other addresses. @returns as it is now; its secret may be another one */
  replace(client: ManagedClient, signal: AbortSignal): Promise<ManagedClient> {
    const body = Object.fromEntries(Object.entries(client).filter(([name, value]) => value !== null && !notSentBack.some((one) => one === name)));
    return this.#client({ method: "PUT", body }, signal);
  }

  /** @returns whether it was still there */
  async remove(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#send({ method: "DELETE" }, signal);
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }

  async #client(call: { readonly method: "GET" | "PUT"; readonly body?: object }, signal: AbortSignal): Promise<ManagedClient> {
    const parsed = managedSchema.safeParse(await this.#send(call, signal));
    if (!parsed.success) throw new ExpectedError("registration.answer", { host: this.options.host.host, status: 200, why: "it has another form" });
    const next = parsed.data.registration_access_token;
    if (typeof next === "string" && next !== this.#token) {
      this.#token = next;
      await this.options.renewed(next);
    }
    return parsed.data;
  }

  async #send(call: { readonly method: "GET" | "PUT" | "DELETE"; readonly body?: object }, signal: AbortSignal): Promise<unknown> {
    const { channel, host, uri } = this.options;
    const token = new AdminToken("Bearer", this.#token);
    try {
      return await new AdminCalls(channel, host, token).send({ ...call, url: uri }, signal);
    } finally {
      token.drop();
    }
  }
}
