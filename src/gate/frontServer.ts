import { createServer, type Server, type ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { exchangeOf, upgradeExchange, type Exchange } from "./exchange";
import type { GateLimits } from "./gateOptions";
import type { Place, Places } from "./places";

export interface FrontServer {
  readonly server: Server;
  /** This request is let in: until its end the connection is a visitor's and never gives way to others. @returns false: there is no place */
  admit(exchange: Exchange): boolean;
  /** This request is answered by the gate itself: the connection is a stranger's. */
  refuse(exchange: Exchange): void;
  /** Resolves when no connection is left, or after a moment. */
  quiet(): Promise<void>;
  /** Ends what is idle now, everything after a moment. */
  endConnections(): void;
}

export interface FrontServerHooks {
  readonly handle: (exchange: Exchange) => void;
  /** A stranger was refused without a request that could be read. */
  readonly unheard: () => void;
}

const busyHeaders = ["Retry-After", "5"] as const;
const quietMs = 300;
const graceMs = 300;
/** Longer than the tunnel agents' own idle limits, so that they and not we end a quiet connection. */
const keepAliveMs = 75_000;

/** The HTTP/1.1 server in front of the pipeline: parsing as strict as Node has it, everything bounded, one `handle` for requests and upgrades. */
export function frontServer(limits: GateLimits, places: Places, { handle, unheard }: FrontServerHooks): FrontServer {
  const sockets = new Map<Socket, Place>();
  const answering = new WeakMap<Socket, ServerResponse>();
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    connectionsCheckingInterval: Math.ceil(Math.min(5000, Math.max(100, limits.headersTimeoutMs / 3))),
    // An upload may take its time once its sender was admitted.
    requestTimeout: 0,
    keepAliveTimeout: keepAliveMs,
    // Judged by the first step, which can answer better.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
  });
  server.on("connection", (socket: Socket) => {
    // S28: where all places are taken, the stranger who came first gives way, so that strangers can't lock visitors out.
    const place = places.take((why) => turnAway(socket, why));
    sockets.set(socket, place);
    socket.once("close", () => {
      sockets.delete(socket);
      place.leave();
    });
  });
  const turnAway = (socket: Socket, why: "late" | "full") => {
    const response = answering.get(socket);
    if (response === undefined) unheard();
    if (response === undefined || response.writableFinished) refuseBytes(socket, why === "late" ? "408 Request Timeout" : "503 Service Unavailable", busyHeaders);
    else if (response.headersSent) socket.destroy();
    else response.writeHead(503, [...busyHeaders, "Cache-Control", "no-store", "Content-Length", "0", "Connection", "close"]).end();
  };
  const begin = (exchange: Exchange, socket: Socket) => {
    sockets.get(socket)?.begins();
    handle(exchange);
  };
  const onRequest = (expectsContinue: boolean) => (request: Exchange["request"], response: ServerResponse) => {
    const { socket } = request;
    // Turned away with its request on the way.
    if (socket.destroyed || socket.writableEnded) return;
    const before = answering.get(socket);
    answering.set(socket, response);
    // A body that breaks off ends its request; without a listener it would end the process.
    request.on("error", () => undefined);
    const exchange = exchangeOf(request, response, { expectsContinue });
    // One after the other: what was sent behind a request whose answer ends the connection is never looked at.
    if (before === undefined || before.writableFinished) begin(exchange, socket);
    else before.once("close", () => {
      if (!socket.destroyed && !socket.writableEnded) begin(exchange, socket);
    });
  };
  server.on("request", onRequest(false));
  server.on("checkContinue", onRequest(true));
  // Else Node would answer by itself, unseen here, and own the socket when an upgrade follows.
  server.on("checkExpectation", onRequest(false));
  server.on("upgrade", (request, duplex, head: Buffer) => {
    const socket = asSocket(duplex);
    // Nobody sends an upgrade behind a request that is not answered yet; its bytes can't be told apart from that answer's.
    if (answering.get(socket)?.writableFinished === false) return void socket.destroy();
    if (socket.writableEnded) return void socket.destroy();
    let exchange: Exchange;
    try {
      exchange = upgradeExchange(request, socket, head);
    } catch {
      // The socket still belongs to an answer of Node's own; thrown on from here, that would end the process.
      return void socket.destroy();
    }
    answering.set(socket, exchange.response);
    begin(exchange, socket);
  });
  server.on("connect", (_request, socket) => {
    if (answering.get(asSocket(socket))?.writableFinished === false) socket.destroy();
    else refuseBytes(socket, "405 Method Not Allowed");
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const response = answering.get(asSocket(socket));
    const midAnswer = response !== undefined && response.headersSent && !response.writableFinished;
    if (midAnswer || !socket.writable || error.code === "ECONNRESET") socket.destroy();
    else refuseBytes(socket, error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "408 Request Timeout" : "400 Bad Request");
  });
  return {
    server,
    admit(exchange) {
      const place = sockets.get(socketOf(exchange));
      if (place?.admit() !== true) return false;
      // An upgraded connection ends with what it carries.
      if (exchange.upgrade === undefined) exchange.response.once("close", () => place.rest());
      return true;
    },
    refuse: (exchange) => sockets.get(socketOf(exchange))?.refuse(),
    quiet() {
      if (sockets.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        // Not before the event loop has read from every connection once more: where the machine stood still, what came in time waits there.
        const timer = setTimeout(() => setImmediate(() => setImmediate(resolve)), quietMs);
        for (const socket of sockets.keys()) {
          socket.once("close", () => {
            if (sockets.size > 0) return;
            clearTimeout(timer);
            resolve();
          });
        }
      });
    },
    endConnections() {
      server.closeIdleConnections();
      const timer = setTimeout(() => {
        for (const socket of sockets.keys()) socket.destroy();
      }, graceMs);
      server.once("close", () => clearTimeout(timer));
    },
  };
}

/** What could not be read as a request is answered in bytes, and its connection ended. */
function refuseBytes(socket: Duplex, status: string, [name, value]: readonly string[] = []): void {
  socket.on("error", () => undefined);
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nCache-Control: no-store\r\n${name === undefined ? "" : `${name}: ${value ?? ""}\r\n`}Content-Length: 0\r\n\r\n`, () => socket.destroy());
}

/** Node types them wider than they are: on a plain server each is a net.Socket. */
function asSocket(socket: Duplex): Socket {
  if (socket instanceof Socket) return socket;
  throw new TypeError("An HTTP connection is no socket.");
}

function socketOf({ request, upgrade }: Exchange): Socket {
  return upgrade?.socket ?? request.socket;
}
