// A reverse proxy of the person's own in front of a gate: sends a Host of its own if it is told to, and may keep answers for everybody.
import { createServer, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { listen, type Listening } from "./upstreams/listening";

export interface OwnTunnel extends Listening {
  /** Where it leads. */
  gatePort: number;
  /** Sent instead of the visitor's Host. */
  host: string | undefined;
  /** Keeps style sheets for everybody whatever their headers say: a cache that is set up wrongly. */
  caches: boolean;
}

interface Kept {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export async function startOwnTunnel(): Promise<OwnTunnel> {
  const cache = new Map<string, Kept>();
  const server = createServer((request, response) => {
    const target = request.url ?? "/";
    const kept = tunnel.caches && request.method === "GET" ? cache.get(target) : undefined;
    if (kept) {
      response.writeHead(kept.status, kept.headers).end(kept.body);
      return;
    }
    const headers = { ...request.headers, "x-forwarded-for": "203.0.113.7", ...(tunnel.host === undefined ? {} : { host: tunnel.host }) };
    const onward = httpRequest({ host: "127.0.0.1", port: tunnel.gatePort, method: request.method, path: target, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const body = Buffer.concat(chunks);
        const status = answer.statusCode ?? 502;
        if (status === 200 && answer.headers["content-type"]?.startsWith("text/css") === true) cache.set(target, { status, headers: answer.headers, body });
        response.writeHead(status, answer.headers).end(body);
      });
    });
    onward.on("error", () => void response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on("upgrade", (request, socket) => {
    const through = connect(tunnel.gatePort, "127.0.0.1", () => {
      const lines = [`${request.method ?? "GET"} ${request.url ?? "/"} HTTP/1.1`];
      for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
        const name = request.rawHeaders[at] ?? "";
        lines.push(`${name}: ${name.toLowerCase() === "host" && tunnel.host !== undefined ? tunnel.host : (request.rawHeaders[at + 1] ?? "")}`);
      }
      through.write(`${lines.join("\r\n")}\r\n\r\n`);
      socket.pipe(through).pipe(socket);
    });
    through.on("error", () => socket.destroy());
    socket.on("error", () => through.destroy());
  });
  const listening = await listen(server, "localhost");
  const tunnel: OwnTunnel = { ...listening, gatePort: 0, host: undefined, caches: false };
  return tunnel;
}
