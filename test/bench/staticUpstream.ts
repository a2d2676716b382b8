// An upstream in a process of its own: the files of nginx where there is none, from memory; uploads, whose bytes it counts; WebSocket messages, which it sends back.
import { once } from "node:events";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { startTsProcess } from "../soak/tsProcess";
import { sizes, type Target } from "./target";

/** Starts this file as a process. */
export async function startStaticUpstream(): Promise<Target> {
  const child = startTsProcess("test/bench/staticUpstream.ts", { BENCH_STATIC_UPSTREAM: "1" });
  const [port] = (await once(child.process, "message", { signal: AbortSignal.timeout(20_000) })) as [number];
  return { name: "bare upstream", port, headers: {}, pid: child.process.pid ?? 0, close: () => child.end() };
}

if (process.env["BENCH_STATIC_UPSTREAM"] === "1") {
  process.once("disconnect", () => process.exit(0));
  const files = new Map<string, Buffer>(sizes.map(({ path, bytes }) => [path, Buffer.alloc(bytes, "a")]));
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      let bytes = 0;
      request.on("data", (chunk: Buffer) => (bytes += chunk.length));
      request.on("end", () => response.end(String(bytes)));
      return;
    }
    const file = files.get(request.url ?? "");
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "application/octet-stream", "content-length": file.length }).end(file);
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on("connection", (socket) => {
    socket.on("error", () => socket.terminate());
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address !== null && typeof address === "object") process.send?.(address.port);
  });
}
