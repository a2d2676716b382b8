import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { Upstream as Where } from "../protocol/upstream";
import { KeptConnections } from "./keptConnections";
import type { ListenerWatch } from "./listenerWatch";

export interface UpstreamRequest {
  readonly method: string;
  /** Byte for byte. */
  readonly target: string;
  /** Name and value in turn. */
  readonly headers: readonly string[];
}

const largestHeaders = 64 * 1024;

/** The one port or socket behind a gate. */
export class Upstream {
  /** For what may be asked twice. */
  readonly connections: KeptConnections;
  readonly #fresh: http.Agent;
  readonly #open = new Set<Socket>();
  readonly #expected = new WeakSet<Socket>();

  /** @param listener hears of every connection, and of each that ended although nobody here wanted it to */
  constructor(
    private readonly where: Where,
    readonly listener: ListenerWatch,
  ) {
    // Self-signed is usual for a dev server; the connection does not leave this machine.
    const loopbackTls = { rejectUnauthorized: false, servername: "localhost" } as const;
    this.connections = new KeptConnections(where, largestHeaders, listener);
    this.#fresh = where.scheme === "https" ? new https.Agent({ keepAlive: false, ...loopbackTls }) : new http.Agent({ keepAlive: false });
  }

  /** Never on a connection that was used before: the request can't be sent a second time. @throws TypeError when the target or a header can't be sent as it is */
  request({ method, target, headers }: UpstreamRequest): http.ClientRequest {
    const { where } = this;
    const sent = (where.scheme === "https" ? https : http).request({
      ...("port" in where ? { host: where.address, port: where.port } : { socketPath: where.socketPath }),
      method,
      path: target,
      headers,
      agent: this.#fresh,
      setHost: false,
      maxHeaderSize: largestHeaders,
    });
    this.#watch(sent);
    return sent;
  }

  /** Ends a request that is of no use any more, and its connection. */
  end(sent: http.ClientRequest, why?: Error): void {
    this.expectEnd(sent.socket);
    sent.destroy(why);
  }

  /** This connection's end will say nothing about who listens: it is ours, or somebody else looks after it. */
  expectEnd(socket: Socket | null): void {
    if (socket) this.#expected.add(socket);
  }

  /** Ends every connection, upgraded ones and those in use included. */
  endConnections(): void {
    this.connections.close();
    for (const socket of this.#open) {
      this.expectEnd(socket);
      socket.destroy();
    }
  }

  #watch(sent: http.ClientRequest): void {
    let answer: http.IncomingMessage | undefined;
    sent.once("response", (given) => (answer = given));
    sent.once("socket", (socket) => {
      const opened = this.listener.opened();
      let doubted = false;
      const doubt = () => {
        if (!doubted) this.listener.doubt();
        doubted = true;
      };
      this.#open.add(socket);
      socket.once("error", doubt);
      // No answer: whoever asked gives it up at once, and then its end would look like ours.
      sent.once("error", () => {
        if (!this.#expected.has(socket)) doubt();
      });
      socket.once("close", () => {
        this.#open.delete(socket);
        opened.dispose();
        // After a whole answer the end of such a connection is what was agreed.
        if (answer?.complete !== true && !this.#expected.has(socket)) doubt();
      });
    });
  }

  close(): void {
    this.connections.close();
    this.#fresh.destroy();
  }
}
