import { anomaly, plainAnswer, type Answer } from "./answer";
import { announcesBody, type Exchange } from "./exchange";
import type { PublicOrigin } from "./publicOrigin";
import { headerTokens, headerValues, onlyValue } from "./rawHeaders";

/** First step: is this one unambiguous request to this very origin? @returns the refusal, or undefined when it is */
export function checkFraming(exchange: Exchange, origin: PublicOrigin | undefined): Answer | undefined {
  const { method, target, headers, request } = exchange;
  if (origin === undefined) return anomaly(503, "notOpenYet");
  const host = onlyValue(headers, "host");
  if (host === undefined) return anomaly(400, "hostHeader");
  // DNS rebinding and spoofing end here, before anything else is looked at.
  if (host.toLowerCase() !== origin.host && host.toLowerCase() !== origin.innerHost) return anomaly(421, "misdirected");
  if (method === "CONNECT" || method === "TRACE" || method === "TRACK") return anomaly(405, "method");
  if (!target.startsWith("/") || target.includes("#")) return anomaly(400, "target");
  if (headerTokens(headers, "expect").some((expectation) => expectation !== "100-continue")) return anomaly(417, "expectation");
  const codings = headerTokens(headers, "transfer-encoding");
  if (codings.length > 0 && (codings.length > 1 || codings[0] !== "chunked" || request.httpVersion !== "1.1")) return anomaly(400, "transferEncoding");
  if (headerValues(headers, "content-length").length > 1) return anomaly(400, "contentLength");
  return exchange.upgrade === undefined ? undefined : checkUpgrade(exchange);
}

/** Nothing is upgraded but a version-13 WebSocket (RFC 6455, section 4.1). */
function checkUpgrade({ method, headers, request }: Exchange): Answer | undefined {
  const protocols = headerTokens(headers, "upgrade");
  const key = onlyValue(headers, "sec-websocket-key");
  const webSocket = protocols.length === 1 && protocols[0] === "websocket" && method === "GET" && request.httpVersion === "1.1";
  if (!webSocket || announcesBody(headers)) return anomaly(400, "upgrade");
  if (key === undefined || !/^[A-Za-z0-9+/]{22}==$/.test(key)) return anomaly(400, "upgrade");
  if (onlyValue(headers, "sec-websocket-version") === "13") return undefined;
  return { ...plainAnswer(426, "webSocketVersion", ["Sec-WebSocket-Version", "13"]), close: true };
}
