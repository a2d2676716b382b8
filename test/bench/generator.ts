// The load where there is no wrk: so many connections, each asking again as soon as it was answered.
import http from "node:http";
import { performance } from "node:perf_hooks";
import { percentile } from "../soak/figures";

export interface GeneratorOrder {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
  readonly bytes: number;
  readonly connections: number;
  readonly seconds: number;
}

export interface GeneratorReport {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bad: number;
}

process.once("disconnect", () => process.exit(0));
process.once("message", (message) => {
  const { port, headers, path, bytes, connections, seconds } = message as GeneratorOrder;
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const tookMs: number[] = [];
  let bad = 0;
  const began = performance.now();
  const over = () => performance.now() - began >= seconds * 1000;
  const ask = () =>
    new Promise<void>((resolve) => {
      const from = performance.now();
      const fail = () => {
        bad++;
        resolve();
      };
      const request = http.get({ host: "127.0.0.1", port, path, headers, agent }, (response) => {
        let read = 0;
        response.on("data", (chunk: Buffer) => (read += chunk.length));
        response.once("error", fail);
        response.once("end", () => {
          tookMs.push(performance.now() - from);
          if (response.statusCode !== 200 || read !== bytes) bad++;
          resolve();
        });
      });
      request.once("error", fail);
    });
  const one = async () => {
    while (!over()) await ask();
  };
  void Promise.all(Array.from({ length: connections }, one)).then(() => {
    const report: GeneratorReport = { requests: tookMs.length, perSecond: (tookMs.length * 1000) / (performance.now() - began), p50Ms: percentile(tookMs, 0.5), p99Ms: percentile(tookMs, 0.99), bad };
    agent.destroy();
    process.send?.(report);
  });
});
