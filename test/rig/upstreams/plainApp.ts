// A developer's plain server: pages, streams, uploads, cookies, redirects, WebSocket echo; it remembers all that reached it.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { WebSocketServer } from "ws";
import { listen } from "./listening";
import { originOf, record, type Upstream } from "./recording";

export interface PlainAppOptions {
  /** Default 127.0.0.1. */
  readonly host?: "127.0.0.1" | "::1";
  readonly port?: number;
  readonly title?: string;
  /** PEM. Given: the app speaks https. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface PlainApp extends Upstream {
  /** Paths of event streams and downloads whose reader left before the end. */
  readonly aborted: string[];
  /** Event streams and WebSockets that are open now. */
  open(): { readonly streams: number; readonly webSockets: number };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

async function echo({ request, response, url }: Exchange): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method, headers, rawHeaders } = request;
  sendJson(response, { method, url: url.pathname + url.search, headers, rawHeaders, body: Buffer.concat(chunks).toString() });
}

async function upload({ request, response }: Exchange): Promise<void> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    hash.update(chunk);
  }
  sendJson(response, { bytes, sha256: hash.digest("hex") });
}

/** `bytes` of the letter a, at the reader's pace. */
function large({ response, url }: Exchange): void {
  const total = Number(url.searchParams.get("bytes") ?? 1024 * 1024);
  const chunk = Buffer.alloc(64 * 1024, "a");
  let left = total;
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": total });
  const pump = () => {
    while (left > 0) {
      if (response.destroyed) return;
      const part = chunk.subarray(0, Math.min(left, chunk.length));
      left -= part.length;
      if (!response.write(part)) return void response.once("drain", pump);
    }
    response.end();
  };
  pump();
}

function events({ response }: Exchange): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  let count = 0;
  const send = () => void response.write(`id: ${count}\ndata: tick ${count++}\n\n`);
  send();
  const timer = setInterval(send, 200);
  response.once("close", () => clearInterval(timer));
}

function cookies({ response }: Exchange): void {
  response.setHeader("set-cookie", ["theme=dark; Path=/", "app_session=abc; Path=/; HttpOnly; SameSite=Lax", "once=1; Path=/cookie; Max-Age=60"]);
  response.end("three cookies");
}

function page(title: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1><p id="ticks">waiting</p>
<script>new EventSource("/sse").onmessage = ({ data }) => { document.getElementById("ticks").textContent = data }</script>
</body></html>
`;
}

export async function startPlainApp(options: PlainAppOptions = {}): Promise<PlainApp> {
  const { host = "127.0.0.1", port: wanted = 0, title = "A plain app", tls } = options;
  const requests: Upstream["requests"] = [];
  const upgrades: Upstream["upgrades"] = [];
  const aborted: string[] = [];
  let streams = 0;

  const routes: Readonly<Record<string, (exchange: Exchange) => void | Promise<void>>> = {
    "/": ({ response }) => void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page(title)),
    "/echo": echo,
    "/upload": upload,
    "/large": large,
    "/sse": events,
    "/cookie": cookies,
    "/redirect": ({ response, url }) => void response.writeHead(302, { location: url.searchParams.get("to") ?? "/" }).end(),
  };

  const answer: RequestListener = (request, response) => {
    requests.push(record(request));
    const url = new URL(request.url ?? "/", "http://upstream.invalid");
    const route = routes[url.pathname];
    if (route === undefined) {
      response.writeHead(404, { "content-type": "text/plain" }).end(`Nothing at ${url.pathname}`);
      return;
    }
    if (route === events) streams++;
    response.once("close", () => {
      if (route === events) streams--;
      if (!response.writableFinished) aborted.push(url.pathname);
    });
    Promise.resolve(route({ request, response, url })).catch((error: unknown) => {
      // A sender that leaves in the middle of a body ends its connection; there is nobody to answer.
      response.destroy(error instanceof Error ? error : undefined);
    });
  };
  const server = tls === undefined ? createServer(answer) : createSecureServer({ ...tls }, answer);

  const webSockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    upgrades.push(record(request));
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", () => undefined);
      webSocket.on("message", (data, isBinary) => {
        webSocket.send(data, { binary: isBinary });
      });
    });
  });

  const { port, close } = await listen(server, host, wanted);
  return {
    port,
    origin: originOf(tls === undefined ? "http" : "https", host, port),
    requests,
    upgrades,
    aborted,
    open: () => ({ streams, webSockets: webSockets.clients.size }),
    close,
  };
}
