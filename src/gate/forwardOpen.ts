import type { IncomingMessage } from "node:http";
import type { Clock } from "../base/clock";
import type { OpenPath } from "../identity/openPath";
import { plainAnswer, sendAnswer } from "./answer";
import { announcesBody, type Exchange } from "./exchange";
import type { GateOptions } from "./gateOptions";
import { openLimits, type OpenPaths } from "./openPaths";
import { headerValues } from "./rawHeaders";
import { relay } from "./relay";
import { requestHeaders, requestTrailers } from "./requestHeaders";
import type { Route } from "./routes";

export interface OpenForwarding {
  readonly openPaths: Pick<OpenPaths, "take">;
  readonly clock: Clock;
  readonly options: Pick<GateOptions, "enforcement" | "clientAddress" | "vouchesForEmail">;
}

/**
 * The last step for an open path: dials its route's upstream for nobody in particular. The body is read whole first, so that no stranger
 * holds a connection of the app while they send; the whole takes its time at most.
 */
export function forwardOpen(exchange: Exchange, path: OpenPath, route: Route, { openPaths, clock, options }: OpenForwarding): void {
  const { upstream, rewriting } = route;
  if (rewriting === undefined) throw new Error("Nothing is forwarded before the gate knows where it is.");
  const how = { rewriting, options };
  const { request, response, headers, method, target } = exchange;
  if (headerValues(headers, "content-length").some((length) => Number(length) > openLimits.bodyBytes)) {
    sendAnswer(exchange, plainAnswer(413, "bodyTooLarge"));
    return;
  }
  const ended = new AbortController();
  const end = () => {
    ended.abort();
    response.destroy();
  };
  const place = openPaths.take(path, end);
  if (typeof place === "string") {
    sendAnswer(exchange, plainAnswer(place === "tooOften" ? 429 : 503, place, ["Retry-After", "60"]));
    return;
  }
  const held = route.hold(end);
  const late = clock.after(openLimits.wholeMs, () => {
    ended.abort();
    if (response.headersSent) response.destroy();
    else sendAnswer(exchange, { ...plainAnswer(504, "tooLate"), close: true });
  });
  response.once("close", () => {
    ended.abort();
    late.dispose();
    held.dispose();
    place.letGo();
  });
  void wholeBody(exchange, ended.signal).then((body) => {
    if (ended.signal.aborted) return;
    if (body === undefined) sendAnswer(exchange, { ...plainAnswer(413, "bodyTooLarge"), close: true });
    // S18: whoever listens by now must be who was approved.
    else
      upstream.listener.ask((may) => {
        if (ended.signal.aborted) return;
        if (may) send(body);
        else down();
      });
  });

  function send(body: Buffer): void {
    const sent = upstream.request({ method, target, headers: requestHeaders(exchange, undefined, how) });
    ended.signal.addEventListener("abort", () => upstream.end(sent));
    let answered = false;
    sent.once("response", (answer: IncomingMessage) => {
      answered = true;
      try {
        relay(answer, exchange, { rewriting: how.rewriting, also: [] }, () => undefined);
      } catch {
        upstream.end(sent);
        down();
      }
    });
    sent.on("error", () => {
      if (!answered && !ended.signal.aborted) down();
    });
    const trailers = requestTrailers(request.rawTrailers, headers, how);
    if (trailers.length > 0) sent.addTrailers(trailers);
    sent.end(body);
  }

  function down(): void {
    sendAnswer(exchange, plainAnswer(502, "upstreamDown", ["Retry-After", "3"]));
  }
}

/** Undefined when it is too long. A body that breaks off, or is given up, never comes. */
function wholeBody({ request, response, headers, expectsContinue }: Exchange, signal: AbortSignal): Promise<Buffer | undefined> {
  if (!announcesBody(headers)) return Promise.resolve(Buffer.alloc(0));
  if (expectsContinue) response.writeContinue();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > openLimits.bodyBytes) settle(undefined);
      else chunks.push(chunk);
    };
    const onEnd = () => settle(Buffer.concat(chunks));
    const settle = (body: Buffer | undefined) => {
      request.off("data", onData);
      request.off("end", onEnd);
      resolve(body);
    };
    request.on("data", onData);
    request.once("end", onEnd);
    signal.addEventListener("abort", () => settle(undefined));
  });
}
