import { createHash } from "node:crypto";
import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Transform } from "node:stream";
import type { Exchange } from "./exchange";
import { headerTokens, onlyValue } from "./rawHeaders";
import { relay } from "./relay";
import { responseHeaders } from "./responseHeaders";
import type { Rewriting } from "./rewriting";
import type { Upstream } from "./upstream";

export interface UpgradeForwarding {
  readonly exchange: Exchange;
  readonly rewriting: Rewriting;
  readonly upstream: Pick<Upstream, "end" | "expectEnd" | "listener">;
  readonly toUpstream: ClientRequest;
  readonly socket: Socket;
  /** What the visitor sent right behind the request. */
  readonly head: Buffer;
  /** Through which the visitor's bytes go; where it fails the connection ends. */
  readonly guard: Transform | undefined;
  /** Answers that the upstream is down. */
  readonly down: () => void;
}

const handshakeMs = 30_000;
const lastWordsMs = 2000;

/** Bytes are piped only after a right 101; any other answer to an upgrade is a normal response (S25). */
export function forwardUpgrade({ exchange, rewriting, upstream, toUpstream, socket, head, guard, down }: UpgradeForwarding): void {
  const { response, headers } = exchange;
  const late = setTimeout(() => upstream.end(toUpstream, new Error("no answer to the upgrade")), handshakeMs);
  let answered = false;
  toUpstream.once("upgrade", (answer, upSocket: Socket, upHead) => {
    clearTimeout(late);
    answered = true;
    upstream.expectEnd(upSocket);
    upSocket.on("error", () => undefined);
    if (socket.destroyed) {
      upSocket.destroy();
    } else if (isRight(answer, onlyValue(headers, "sec-websocket-key") ?? "")) {
      response.detachSocket(socket);
      socket.write(switchingHead(answer, rewriting, exchange.target), "latin1");
      if (upHead.length > 0) socket.write(upHead);
      if (head.length > 0) (guard ?? upSocket).write(head);
      // The app went, and not the visitor.
      upSocket.once("end", () => {
        if (!socket.readableEnded && !socket.destroyed) upstream.listener.doubt();
      });
      join(socket, upSocket, guard);
    } else {
      upSocket.destroy();
      down();
    }
  });
  toUpstream.once("response", (answer) => {
    clearTimeout(late);
    answered = true;
    try {
      relay(answer, exchange, { rewriting, also: [] }, () => undefined);
    } catch {
      upstream.end(toUpstream);
      down();
    }
  });
  toUpstream.on("error", () => {
    clearTimeout(late);
    if (!answered) down();
  });
  socket.once("close", () => {
    clearTimeout(late);
    upstream.end(toUpstream);
  });
  toUpstream.end();
}

/** RFC 6455, section 4.2.2. */
function isRight(answer: IncomingMessage, key: string): boolean {
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const protocols = headerTokens(answer.rawHeaders, "upgrade");
  return answer.statusCode === 101 && protocols.length === 1 && protocols[0] === "websocket" && onlyValue(answer.rawHeaders, "sec-websocket-accept") === accept;
}

function switchingHead(answer: IncomingMessage, rewriting: Rewriting, target: string): string {
  const headers = ["Connection", "Upgrade", "Upgrade", "websocket", ...responseHeaders(answer.rawHeaders, { rewriting, target })];
  let head = `HTTP/1.1 101 ${answer.statusMessage ?? "Switching Protocols"}\r\n`;
  for (let at = 0; at + 1 < headers.length; at += 2) head += `${headers[at] ?? ""}: ${headers[at + 1] ?? ""}\r\n`;
  return `${head}\r\n`;
}

function join(visitor: Socket, upstream: Socket, guard: Transform | undefined): void {
  guard?.once("error", () => {
    visitor.destroy();
    upstream.destroy();
  });
  for (const [socket, other] of [[visitor, upstream], [upstream, visitor]] as const) {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    socket.setTimeout(0);
    socket.once("close", () => partWith(other));
    if (socket === visitor && guard !== undefined) socket.pipe(guard).pipe(other);
    else socket.pipe(other);
  }
}

/** What was already taken from one side still goes to the other, for a moment. */
function partWith(socket: Socket): void {
  if (socket.destroyed) return;
  socket.destroySoon();
  const timer = setTimeout(() => socket.destroy(), lastWordsMs);
  socket.once("close", () => clearTimeout(timer));
}
