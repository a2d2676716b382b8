import { ServerResponse, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { hasHeader, headerValues, type RawHeaders } from "./rawHeaders";

/** One request and the way to answer it. An upgrade is a request whose answer may be a 101; every other answer is a normal one (S25). */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly upgrade: { readonly socket: Socket; readonly head: Buffer } | undefined;
  /** The sender waits for `100 Continue` before it sends its body. */
  readonly expectsContinue: boolean;
  readonly method: string;
  /** The request target byte for byte. */
  readonly target: string;
  readonly headers: RawHeaders;
}

export function exchangeOf(request: IncomingMessage, response: ServerResponse, how: { readonly expectsContinue?: boolean; readonly upgrade?: Exchange["upgrade"] } = {}): Exchange {
  return {
    request,
    response,
    upgrade: how.upgrade,
    expectsContinue: how.expectsContinue === true,
    method: request.method ?? "",
    target: request.url ?? "",
    headers: request.rawHeaders,
  };
}

/** An upgrade's response is made over the socket that Node hands out, and ends it. */
export function upgradeExchange(request: IncomingMessage, socket: Socket, head: Buffer): Exchange {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once("finish", () => {
    response.detachSocket(socket);
    socket.end(() => socket.destroy());
  });
  // Whatever breaks here, the close that follows is what is acted on.
  socket.on("error", () => undefined);
  socket.setTimeout(0);
  return exchangeOf(request, response, { upgrade: { socket, head } });
}

/** Nobody waits for an answer any more. */
export function isGone({ request, upgrade }: Exchange): boolean {
  return upgrade === undefined ? request.socket.destroyed : upgrade.socket.destroyed;
}

/** Whether the sender announced a body (RFC 9112, section 6). */
export function announcesBody(headers: RawHeaders): boolean {
  return hasHeader(headers, "transfer-encoding") || headerValues(headers, "content-length").some((length) => Number(length) !== 0);
}
