import type { ClientRequest, IncomingMessage } from "node:http";
import { announcesBody, type Exchange } from "./exchange";
import type { RawHeaders } from "./rawHeaders";
import { relay, relayInformation, type RelayHow } from "./relay";
import { sendBody } from "./sendBody";
import type { Upstream } from "./upstream";
import type { Mended } from "./webpackClient";

export interface OnceHooks {
  /** The answer's headers are there; nothing was sent on yet. */
  readonly onHead: (headers: RawHeaders, status: number) => void;
  /** The upstream can't be reached, gave no answer, or one that can't be sent on. Nothing was sent on. */
  readonly onDown: () => void;
  /** Another body instead of the answer's own. */
  readonly mend: (answer: IncomingMessage) => Mended | undefined;
  /** What follows a chunked body. */
  readonly trailers: () => [string, string][];
}

/** A request that must not be asked twice: on a connection of its own, with its body if it has one. @returns ends it */
export function forwardOnce(sent: ClientRequest, exchange: Exchange, how: RelayHow, { upstream, onHead, onDown, mend, trailers }: OnceHooks & { readonly upstream: Pick<Upstream, "end"> }): () => void {
  const { request, response, headers } = exchange;
  const withBody = announcesBody(headers);
  let stopSending = (): void => undefined;
  let over = false;
  sent.on("information", (info) => relayInformation(info, exchange));
  sent.once("response", (answer) => {
    over = true;
    onHead(answer.rawHeaders, answer.statusCode ?? 502);
    try {
      relay(answer, exchange, { ...how, mended: mend(answer) }, () => {
        stopSending();
        // S25: neither connection is used again after an answer that came too early.
        if (withBody && !request.complete) upstream.end(sent);
      });
    } catch {
      // The head could not be sent on: to the visitor the app is as good as down.
      upstream.end(sent);
      onDown();
    }
  });
  sent.on("error", () => {
    if (over) return;
    over = true;
    onDown();
  });
  if (!withBody) sent.end();
  else {
    if (exchange.expectsContinue) response.writeContinue();
    stopSending = sendBody(exchange, sent, trailers);
  }
  return () => {
    over = true;
    stopSending();
    upstream.end(sent);
  };
}
