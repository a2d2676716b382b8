import type { Clock } from "../base/clock";
import { Emitter, type Event } from "../base/emitter";
import { maskedTarget } from "../base/maskedTarget";
import type { Decision } from "./decision";
import type { Exchange } from "./exchange";

/** One finished exchange, as plain data. Strings are the visitor's own: `inert` before they are shown. */
export interface ExchangeRecord {
  readonly method: string;
  /** Masked (S30) and bounded. */
  readonly target: string;
  readonly upgrade: boolean;
  /** 0 where the visitor left before there was an answer. */
  readonly status: number;
  readonly outcome: "forwarded" | "open" | "signIn" | "refused" | "ownPage";
  /** As in the list of visitors; undefined where nobody was known. */
  readonly visitorId: string | undefined;
  /** What the answer says of a failure, and the log repeats. */
  readonly reference: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Until the last byte was handed on, or the connection broke. */
  readonly ms: number;
  /** To the visitor, heads included. */
  readonly bytes: number;
  /** Whether the answer broke off. */
  readonly broken: boolean;
}

const longestMethod = 32;

/** Records of exchanges, for whoever watches. While nobody does, a request costs one comparison and nothing is kept. */
export class ExchangeRecords {
  readonly #emitter = new Emitter<ExchangeRecord>();
  #watching = 0;
  /** Exchanges that began, whether somebody watches or not. */
  count = 0;

  constructor(private readonly clock: Clock) {}

  readonly event: Event<ExchangeRecord> = (listener) => {
    const subscription = this.#emitter.event(listener);
    this.#watching += 1;
    let over = false;
    return {
      dispose: () => {
        if (over) return;
        over = true;
        this.#watching -= 1;
        subscription.dispose();
      },
    };
  };

  /** At an exchange's begin. @returns to be called with what was decided; undefined while nobody watches */
  begin(exchange: Exchange): ((decision: Decision) => void) | undefined {
    this.count += 1;
    return this.#watching === 0 ? undefined : this.#begin(exchange);
  }

  dispose(): void {
    this.#watching = 0;
    this.#emitter.dispose();
  }

  #begin({ request, response, upgrade, method, target }: Exchange): (decision: Decision) => void {
    const at = this.clock.now();
    const socket = upgrade?.socket ?? request.socket;
    const before = socket.bytesWritten;
    return (decision) => {
      const finished = () => {
        // Somebody may have stopped watching meanwhile.
        if (this.#watching === 0) return;
        this.#emitter.fire({
          method: method.slice(0, longestMethod),
          target: maskedTarget(target),
          upgrade: upgrade !== undefined,
          // A switched connection was taken from its response.
          status: response.headersSent ? response.statusCode : upgrade !== undefined && response.socket === null ? 101 : 0,
          outcome: decision.kind === "forward" ? "forwarded" : decision.kind === "open" ? "open" : decision.outcome,
          visitorId: decision.kind === "forward" ? decision.session.visitorId : undefined,
          reference: decision.kind === "answer" ? decision.answer.reference : undefined,
          at,
          ms: this.clock.now() - at,
          bytes: Math.max(0, socket.bytesWritten - before),
          broken: upgrade === undefined && !response.writableFinished,
        });
      };
      (upgrade?.socket ?? response).once("close", finished);
    };
  }
}
