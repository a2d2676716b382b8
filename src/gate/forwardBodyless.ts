import type { ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import type { Exchange } from "./exchange";
import type { KeptConnection } from "./keptConnections";
import type { RawHeaders } from "./rawHeaders";
import { answerHead, relayInformation, type RelayHow } from "./relay";
import { responseTrailers } from "./responseHeaders";
import type { Upstream } from "./upstream";

/** A request without a body that may be asked twice. */
export interface BodylessRequest {
  readonly method: string;
  /** Byte for byte. */
  readonly target: string;
  /** Name and value in turn. */
  readonly headers: readonly string[];
}

export interface BodylessHooks {
  /** The answer's headers are there; nothing was sent on yet. */
  readonly onHead: (headers: RawHeaders, status: number) => void;
  /** The upstream can't be reached, gave no answer, or one that can't be sent on. Nothing was sent on. */
  readonly onDown: () => void;
}

/**
 * One request without a body, on a connection that may have been used before, and its answer streamed to the visitor: what is
 * asked most. undici's dispatch costs half of what `http.request` does (facts/gate.md, 3.3); its older handlers are the ones that
 * get headers as they came. @returns ends it
 */
export function forwardBodyless(request: BodylessRequest, exchange: Exchange, how: RelayHow, { upstream, onHead, onDown }: BodylessHooks & { readonly upstream: Upstream }): () => void {
  let current: Attempt | undefined;
  let over = false;
  const attempt = (fresh: boolean): void => {
    const connection = upstream.connections.take(fresh);
    current = new Attempt(exchange, how, connection, {
      onHead,
      onComplete: () => upstream.connections.giveBack(connection),
      onFailed(begun) {
        if (over) return;
        // An idle connection that the upstream closed in this very moment; nothing of the answer was seen, and asking twice is harmless.
        if (!connection.used || begun) {
          onDown();
          return;
        }
        upstream.connections.broke(connection);
        // S18: to whoever listens by now, once that is known.
        upstream.listener.ask((may) => {
          if (over) return;
          if (may) attempt(true);
          else onDown();
        });
      },
    });
    connection.client.dispatch({ method: request.method, path: request.target, headers: request.headers as string[] }, current);
  };
  attempt(false);
  return () => {
    over = true;
    current?.end();
  };
}

interface AttemptHooks {
  readonly onHead: (headers: RawHeaders, status: number) => void;
  readonly onComplete: () => void;
  readonly onFailed: (begun: boolean) => void;
}

/** One dispatch. Answers go on byte by byte as they come: never buffered whole, a truncated answer visibly truncated. */
class Attempt implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  #abort: ((reason?: Error) => void) | undefined;
  #ended = false;
  #begun = false;
  #headSent = false;
  #trailing = false;
  /** Kept until it is known whether it is also the last: small answers leave in one piece. */
  #first: Buffer | undefined;
  #flushed = false;

  constructor(private readonly exchange: Exchange, private readonly how: RelayHow, readonly connection: KeptConnection, private readonly hooks: AttemptHooks) {
    this.#response = exchange.response;
  }

  end(): void {
    this.#ended = true;
    this.#abort?.();
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.#abort = abort;
    if (this.#ended) abort();
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void, statusText: string): boolean {
    if (this.#ended) return true;
    this.#begun = true;
    const headers = raw.map((part) => part.toString("latin1"));
    if (status < 200) {
      relayInformation({ statusCode: status, statusMessage: statusText, rawHeaders: headers }, this.exchange);
      return true;
    }
    this.hooks.onHead(headers, status);
    try {
      const { head, trailing } = answerHead({ status, headers }, this.exchange, this.how);
      this.#response.sendDate = false;
      this.#response.writeHead(status, statusText, head);
      this.#trailing = trailing;
    } catch {
      // The head could not be sent on: to the visitor the app is as good as down.
      this.end();
      this.hooks.onFailed(true);
      return true;
    }
    this.#headSent = true;
    this.#response.on("drain", resume);
    // What came with the head is seen before this runs.
    queueMicrotask(() => this.#flush());
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (!this.#flushed && this.#first === undefined) {
      this.#first = chunk;
      return true;
    }
    this.#flush();
    return this.#response.write(chunk);
  }

  onComplete(rawTrailers: Buffer[] | string[] | null): void {
    this.hooks.onComplete();
    if (this.#ended) return;
    this.#ended = true;
    const trailers = (rawTrailers ?? []).map((part) => (typeof part === "string" ? part : part.toString("latin1")));
    if (this.#trailing && trailers.length > 0) this.#response.addTrailers(responseTrailers(trailers, this.how.rewriting));
    if (this.#flushed || this.#first === undefined) this.#response.end();
    else this.#response.end(this.#first);
  }

  onError(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#headSent) this.#response.destroy();
    else this.hooks.onFailed(this.#begun);
  }

  #flush(): void {
    if (this.#flushed || this.#ended) return;
    this.#flushed = true;
    if (this.#first === undefined) this.#response.flushHeaders();
    else this.#response.write(this.#first);
  }
}
