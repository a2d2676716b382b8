// The load of WebSockets: so many open, each sending its next message when the last one came back.
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { WebSocket } from "ws";
import { percentile } from "../soak/figures";
import type { GeneratorOrder, GeneratorReport } from "./generator";

process.once("disconnect", () => process.exit(0));
process.once("message", (message) => void echo(message as GeneratorOrder).then((report) => process.send?.(report)));

async function echo({ port, headers, path, bytes, connections, seconds }: GeneratorOrder): Promise<GeneratorReport> {
  const sockets = Array.from({ length: connections }, () => new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers, perMessageDeflate: false }));
  await Promise.all(sockets.map((socket) => once(socket, "open")));
  const payload = "a".repeat(bytes);
  const tookMs: number[] = [];
  let bad = 0;
  const began = performance.now();
  const over = () => performance.now() - began >= seconds * 1000;
  await Promise.all(
    sockets.map(async (socket) => {
      while (!over()) {
        const from = performance.now();
        const back = once(socket, "message") as Promise<[Buffer]>;
        socket.send(payload);
        const [data] = await back;
        tookMs.push(performance.now() - from);
        if (data.toString() !== payload) bad++;
      }
    }),
  );
  const ranMs = performance.now() - began;
  for (const socket of sockets) socket.terminate();
  return { requests: tookMs.length, perSecond: (tookMs.length * 1000) / ranMs, p50Ms: percentile(tookMs, 0.5), p99Ms: percentile(tookMs, 0.99), bad };
}
