import http from "node:http";
import https from "node:https";
import type { UpstreamAddress } from "./gateOptions";
import { KeptConnections } from "./keptConnections";

export interface UpstreamRequest {
  readonly method: string;
  /** Byte for byte. */
  readonly target: string;
  /** Name and value in turn. */
  readonly headers: readonly string[];
}

const largestHeaders = 64 * 1024;

/** The one port behind a gate. */
export class Upstream {
  /** For what may be asked twice. */
  readonly connections: KeptConnections;
  readonly #fresh: http.Agent;

  constructor(private readonly where: UpstreamAddress) {
    // Self-signed is usual for a dev server; the connection does not leave this machine.
    const loopbackTls = { rejectUnauthorized: false, servername: "localhost" } as const;
    this.connections = new KeptConnections(where, largestHeaders);
    this.#fresh = where.scheme === "https" ? new https.Agent({ keepAlive: false, ...loopbackTls }) : new http.Agent({ keepAlive: false });
  }

  /** Never on a connection that was used before: the request can't be sent a second time. @throws TypeError when the target or a header can't be sent as it is */
  request({ method, target, headers }: UpstreamRequest): http.ClientRequest {
    return (this.where.scheme === "https" ? https : http).request({
      host: this.where.address,
      port: this.where.port,
      method,
      path: target,
      headers,
      agent: this.#fresh,
      setHost: false,
      maxHeaderSize: largestHeaders,
    });
  }

  close(): void {
    this.connections.close();
    this.#fresh.destroy();
  }
}
