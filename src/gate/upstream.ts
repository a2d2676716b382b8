import http from "node:http";
import https from "node:https";
import type { UpstreamAddress } from "./gateOptions";

export interface UpstreamRequest {
  readonly method: string;
  /** Byte for byte. */
  readonly target: string;
  /** Name and value in turn. */
  readonly headers: readonly string[];
  /** Never on a connection that was used before: the request can't be sent a second time. */
  readonly fresh: boolean;
}

const largestHeaders = 64 * 1024;

/** The one port behind a gate. */
export class Upstream {
  readonly #kept: http.Agent;
  readonly #fresh: http.Agent;

  constructor(private readonly where: UpstreamAddress) {
    const kept = { keepAlive: true, maxFreeSockets: 64, scheduling: "lifo" } as const;
    // Self-signed is usual for a dev server; the connection does not leave this machine.
    const loopbackTls = { rejectUnauthorized: false, servername: "localhost" } as const;
    this.#kept = where.scheme === "https" ? new https.Agent({ ...kept, ...loopbackTls }) : new http.Agent(kept);
    this.#fresh = where.scheme === "https" ? new https.Agent({ keepAlive: false, ...loopbackTls }) : new http.Agent({ keepAlive: false });
  }

  /** @throws TypeError when the target or a header can't be sent as it is */
  request({ method, target, headers, fresh }: UpstreamRequest): http.ClientRequest {
    return (this.where.scheme === "https" ? https : http).request({
      host: this.where.address,
      port: this.where.port,
      method,
      path: target,
      headers,
      agent: fresh ? this.#fresh : this.#kept,
      setHost: false,
      maxHeaderSize: largestHeaders,
    });
  }

  close(): void {
    this.#kept.destroy();
    this.#fresh.destroy();
  }
}
