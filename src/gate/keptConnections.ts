import Client from "undici/lib/dispatcher/client.js";
import type { Disposable } from "../base/disposable";
import type { Upstream } from "../protocol/upstream";
import type { ListenerWatch } from "./listenerWatch";

const mostIdle = 64;

/** One connection to the upstream, opened by its first request. */
export interface KeptConnection {
  readonly client: Client;
  /** Whether a request was sent on it before. */
  used: boolean;
}

/**
 * Connections to the upstream that are used again, the latest first. Each is an undici client of its own, so that it is known
 * whether a request was the first on its connection.
 */
export class KeptConnections {
  readonly #idle: KeptConnection[] = [];
  /** With what tells the watch that it is open. */
  readonly #all = new Map<KeptConnection, Disposable>();
  readonly #origin: string;
  readonly #options: Client.Options;

  constructor(upstream: Upstream, maxHeaderSize: number, private readonly listener: Pick<ListenerWatch, "opened" | "doubt">) {
    const { scheme } = upstream;
    const isPort = "port" in upstream;
    this.#origin = `${scheme}://${isPort ? authority(upstream) : "localhost"}`;
    this.#options = {
      maxHeaderSize,
      // A dev server may think as long as it likes; the visitor's patience is the bound.
      headersTimeout: 0,
      bodyTimeout: 0,
      // Self-signed is usual for a dev server; the connection does not leave this machine.
      connect: {
        ...(scheme === "https" && { rejectUnauthorized: false, servername: "localhost" }),
        ...(!isPort && { socketPath: upstream.socketPath }),
      },
    };
  }

  take(fresh: boolean): KeptConnection {
    return (fresh ? undefined : this.#idle.pop()) ?? this.#open();
  }

  /** Once its answer is complete. A turn of the event loop later it shows whether the upstream keeps it open. */
  giveBack(connection: KeptConnection): void {
    connection.used = true;
    setImmediate(() => {
      if (!this.#all.has(connection)) return;
      if (this.#idle.length < mostIdle && connection.client.stats.connected) this.#idle.push(connection);
      else this.#end(connection);
    });
  }

  /** The other side ended it, which may be known here first. */
  broke(connection: KeptConnection): void {
    if (this.#all.has(connection)) this.listener.doubt();
    this.#end(connection);
  }

  close(): void {
    for (const connection of [...this.#all.keys()]) this.#end(connection);
  }

  #open(): KeptConnection {
    const connection = { client: new Client(this.#origin, this.#options), used: false };
    this.#all.set(connection, this.listener.opened());
    // Undici would connect anew by itself: a connection that ended is not used again.
    const onEnd = (_origin: URL, _targets: readonly unknown[], error: Error) => {
      if (isOwnEnd(error)) this.#end(connection);
      else this.broke(connection);
    };
    connection.client.once("disconnect", onEnd).once("connectionError", onEnd);
    return connection;
  }

  #end(connection: KeptConnection): void {
    const opened = this.#all.get(connection);
    if (opened === undefined) return;
    this.#all.delete(connection);
    opened.dispose();
    const at = this.#idle.indexOf(connection);
    if (at !== -1) this.#idle.splice(at, 1);
    connection.client.destroy(() => undefined);
  }
}

function authority({ address, port }: Extract<Upstream, { readonly port: number }>): string {
  return `${address.includes(":") ? `[${address}]` : address}:${port}`;
}

/** An end that came from here: a visitor left, nothing was asked for long, or the upstream had said that it would be after this answer. */
function isOwnEnd(error: Error): boolean {
  return "code" in error && (error.code === "UND_ERR_INFO" || error.code === "UND_ERR_ABORTED" || error.code === "UND_ERR_DESTROYED");
}
