import type { ClientRequest, IncomingMessage } from "node:http";
import { plainAnswer, sendAnswer } from "./answer";
import { announcesBody, type Exchange } from "./exchange";
import { forwardUpgrade } from "./forwardUpgrade";
import type { GateOptions } from "./gateOptions";
import { isNavigation } from "./navigation";
import { upstreamDownPage, type PageNames } from "./pages";
import { headerTokens } from "./rawHeaders";
import { relay, relayInformation } from "./relay";
import { requestHeaders, requestTrailers } from "./requestHeaders";
import type { Rewriting } from "./rewriting";
import { sendBody } from "./sendBody";
import type { Session, Sessions } from "./sessions";
import type { Upstream } from "./upstream";
import { readably, type WebpackClient } from "./webpackClient";

export interface Forwarding {
  readonly upstream: Upstream;
  readonly webpackClient: WebpackClient;
  readonly sessions: Sessions;
  readonly names: PageNames;
  readonly options: Pick<GateOptions, "enforcement" | "clientAddress" | "vouchesForEmail">;
}

/** Whose request it is, and what goes to their browser with the answer. */
export interface Admitted {
  readonly session: Session;
  readonly headers: readonly string[];
}

const repeatableMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** The last step: dials the upstream. Only admitted requests come here. */
export function forward(exchange: Exchange, admitted: Admitted, rewriting: Rewriting, forwarding: Forwarding): void {
  const { session } = admitted;
  const { request, response, method, target, headers } = exchange;
  const { upstream, webpackClient, sessions, options } = forwarding;
  const script = webpackClient.concerns(exchange);
  const own = requestHeaders(exchange, session, { rewriting, options });
  const outgoing = { method, target, headers: script ? readably(own) : own };
  let current: ClientRequest | undefined;
  let finished = false;
  let stopSending = () => {};
  const hold = sessions.hold(session, exchange.upgrade !== undefined, () => end());
  if (hold === undefined) {
    sendAnswer(exchange, plainAnswer(401, "signInRequired"));
    return;
  }
  if (exchange.upgrade !== undefined) {
    const { socket, head } = exchange.upgrade;
    const toUpstream = upstream.request({ ...outgoing, fresh: true });
    forwardUpgrade({ exchange, rewriting, toUpstream, socket, head, down: () => sendDown(exchange, forwarding.names) });
    socket.once("close", () => hold.dispose());
    return;
  }

  const withBody = announcesBody(headers);
  const repeatable = repeatableMethods.has(method) && !withBody;
  response.once("close", () => {
    finished = true;
    hold.dispose();
    current?.destroy();
  });
  send(!repeatable);

  function send(fresh: boolean): void {
    const sent = upstream.request({ ...outgoing, fresh });
    current = sent;
    let begun = false;
    let hasAnswer = false;
    sent.on("information", (info) => {
      begun = true;
      relayInformation(info, exchange);
    });
    sent.once("response", (answer) => {
      hasAnswer = true;
      answered(answer, sent);
    });
    sent.on("error", () => {
      if (finished || hasAnswer) return;
      // An idle connection that the upstream closed in this very moment; nothing of the answer was seen, and asking twice is harmless.
      if (repeatable && sent.reusedSocket && !begun) send(true);
      else sendDown(exchange, forwarding.names);
    });
    if (!withBody) {
      sent.end();
      return;
    }
    if (exchange.expectsContinue) response.writeContinue();
    stopSending = sendBody(exchange, sent, () => requestTrailers(request.rawTrailers, headers, options));
  }

  function answered(answer: IncomingMessage, sent: ClientRequest): void {
    const streams = headerTokens(answer.rawHeaders, "content-type").some((type) => type.startsWith("text/event-stream"));
    if (streams) {
      const stream = sessions.hold(session, true, () => end());
      response.once("close", () => stream?.dispose());
    }
    webpackClient.notice(exchange, answer);
    try {
      relay(answer, exchange, { rewriting, also: admitted.headers, mended: script ? webpackClient.mend(answer, exchange) : undefined }, () => {
        stopSending();
        // S25: neither connection is used again after an answer that came too early.
        if (withBody && !request.complete) sent.destroy();
      });
    } catch {
      // The head could not be sent on: to the visitor the app is as good as down.
      sent.destroy();
      sendDown(exchange, forwarding.names);
    }
  }

  function end(): void {
    finished = true;
    current?.destroy();
    response.destroy();
    exchange.upgrade?.socket.destroy();
  }
}

function sendDown(exchange: Exchange, names: PageNames): void {
  sendAnswer(exchange, isNavigation(exchange) ? upstreamDownPage(names) : plainAnswer(502, "upstreamDown", ["Retry-After", "3"]));
}
