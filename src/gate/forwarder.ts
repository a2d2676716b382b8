import { plainAnswer, sendAnswer, type Answer } from "./answer";
import { announcesBody, type Exchange } from "./exchange";
import { corsHeaders, type AllowedOrigins } from "./cors";
import { forwardBodyless } from "./forwardBodyless";
import { forwardOnce } from "./forwardOnce";
import { forwardUpgrade } from "./forwardUpgrade";
import type { GateOptions } from "./gateOptions";
import type { LoadedPath } from "./loadedPath";
import { isNavigation } from "./navigation";
import { upstreamDownPage, type PageNames } from "./pages";
import { headerTokens, type RawHeaders } from "./rawHeaders";
import { waitingHeader } from "./reloadScript";
import { requestHeaders, requestTrailers } from "./requestHeaders";
import type { Rewriting } from "./rewriting";
import type { EndInFlight, Session, Sessions } from "./sessions";
import type { Upstream } from "./upstream";
import { isViteSocket, uncompressed, ViteSocketGuard } from "./viteSocket";
import { readably, type WebpackClient } from "./webpackClient";

export interface Forwarding {
  readonly upstream: Upstream;
  readonly webpackClient: WebpackClient;
  /** Kept for the proof, where a tunnel may have a cache. */
  readonly loadedPath: LoadedPath | undefined;
  readonly sessions: Sessions;
  readonly names: PageNames;
  readonly allowed: AllowedOrigins;
  /** What is answered while nothing passes. */
  withheld(exchange: Exchange): Answer;
  readonly options: Pick<GateOptions, "enforcement" | "clientAddress" | "vouchesForEmail">;
  /** S19: the share lets visitors use what is the developer's. */
  readonly developerToo: boolean;
}

/** Whose request it is, and what goes to their browser with the answer. */
export interface Admitted {
  readonly session: Session;
  readonly headers: readonly string[];
  /** S24: its access token was made for the gate. */
  readonly program: boolean;
}

/** Asked twice they do no harm. */
const repeatableMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** The last step: dials the upstream. Only admitted requests come here. */
export function forward(exchange: Exchange, admitted: Admitted, rewriting: Rewriting, forwarding: Forwarding): void {
  const { session } = admitted;
  const { request, response, method, target, headers } = exchange;
  const { upstream, webpackClient, loadedPath, sessions, allowed, options } = forwarding;
  const script = webpackClient.concerns(exchange);
  const own = requestHeaders(exchange, session, { rewriting, options, program: admitted.program });
  const guard = !forwarding.developerToo && isViteSocket(exchange) ? new ViteSocketGuard() : undefined;
  const outgoing = { method, target, headers: script ? readably(own) : guard !== undefined ? uncompressed(own) : own };
  let stop = (): void => undefined;
  const end: EndInFlight = (why) => {
    stop();
    if (why === "gateShut" && exchange.upgrade === undefined && !response.headersSent) {
      // Whoever sends a body has long been told to go on.
      sendAnswer({ ...exchange, expectsContinue: false }, forwarding.withheld(exchange));
      return;
    }
    response.destroy();
    exchange.upgrade?.socket.destroy();
  };
  const hold = sessions.hold(session, exchange.upgrade !== undefined, end);
  if (hold === undefined) {
    sendAnswer(exchange, plainAnswer(401, "signInRequired"));
    return;
  }
  const onDown = (): void => sendDown(exchange, forwarding);
  if (exchange.upgrade !== undefined) {
    const { socket, head } = exchange.upgrade;
    forwardUpgrade({ exchange, rewriting, upstream, toUpstream: upstream.request(outgoing), socket, head, guard, down: onDown });
    socket.once("close", () => hold.dispose());
    return;
  }
  const onHead = (head: RawHeaders, status: number): void => {
    loadedPath?.notice(exchange, status, head);
    webpackClient.notice(exchange, head);
    if (!isEventStream(head)) return;
    const stream = sessions.hold(session, true, end);
    response.once("close", () => stream?.dispose());
  };
  response.once("close", () => {
    stop();
    hold.dispose();
  });
  const how = { rewriting, also: admitted.headers, allowed };
  if (repeatableMethods.has(method) && !announcesBody(headers) && !script) stop = forwardBodyless(outgoing, exchange, how, { upstream, onHead, onDown });
  else {
    stop = forwardOnce(upstream.request(outgoing), exchange, how, {
      upstream,
      onHead,
      onDown,
      mend: (answer) => (script ? webpackClient.mend(answer, exchange) : undefined),
      trailers: () => requestTrailers(request.rawTrailers, headers, { rewriting, options }),
    });
  }
}

function isEventStream(headers: RawHeaders): boolean {
  return headerTokens(headers, "content-type").some((type) => type.startsWith("text/event-stream"));
}

export function sendDown(exchange: Exchange, { names, allowed }: Pick<Forwarding, "names" | "allowed">): void {
  sendAnswer(exchange, isNavigation(exchange) ? upstreamDownPage(names) : plainAnswer(502, "upstreamDown", ["Retry-After", "3", waitingHeader, "upstreamDown", ...corsHeaders(exchange, allowed)]));
}
