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
import type { Route } from "./routes";
import type { EndInFlight, Session, Sessions } from "./sessions";
import { isViteSocket, uncompressed, ViteSocketGuard } from "./viteSocket";
import { readably } from "./webpackClient";

export interface Forwarding {
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

/** Dials the upstream of a route. Only admitted requests come here. */
export function forward(exchange: Exchange, admitted: Admitted, route: Route, forwarding: Forwarding): void {
  const { session } = admitted;
  const { request, response, method, target, headers } = exchange;
  const { loadedPath, sessions, allowed, options } = forwarding;
  const { upstream, webpackClient, rewriting } = route;
  if (rewriting === undefined) throw new Error("Nothing is forwarded before the gate knows where it is.");
  const script = webpackClient.concerns(exchange);
  const own = requestHeaders(exchange, session, { rewriting, options, program: admitted.program });
  const guard = !forwarding.developerToo && isViteSocket(exchange) ? new ViteSocketGuard() : undefined;
  const outgoing = { method, target, headers: script ? readably(own) : guard !== undefined ? uncompressed(own) : own };
  let stop = (): void => undefined;
  const end: EndInFlight = (why) => {
    stop();
    if (why !== "sessionOver" && exchange.upgrade === undefined && !response.headersSent) {
      // Whoever sends a body has long been told to go on.
      const asked = { ...exchange, expectsContinue: false };
      if (why === "gateShut") sendAnswer(asked, forwarding.withheld(exchange));
      else sendDown(asked, forwarding);
      return;
    }
    response.destroy();
    exchange.upgrade?.socket.destroy();
  };
  const hold = sessions.hold(session, exchange.upgrade === undefined ? "answer" : "webSocket", end);
  if (hold === undefined) {
    sendAnswer(exchange, plainAnswer(401, "signInRequired"));
    return;
  }
  const routeHold = route.hold(() => end("routeOver"));
  const letGo = (): void => {
    hold.dispose();
    routeHold.dispose();
  };
  const onDown = (): void => sendDown(exchange, forwarding);
  if (exchange.upgrade !== undefined) {
    const { socket, head } = exchange.upgrade;
    forwardUpgrade({ exchange, rewriting, upstream, toUpstream: upstream.request(outgoing), socket, head, guard, down: onDown });
    socket.once("close", letGo);
    return;
  }
  const onHead = (head: RawHeaders, status: number): void => {
    loadedPath?.notice(exchange, status, head);
    webpackClient.notice(exchange, head);
    if (!isEventStream(head)) return;
    const stream = sessions.hold(session, "eventStream", end);
    response.once("close", () => stream?.dispose());
  };
  response.once("close", () => {
    stop();
    letGo();
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
