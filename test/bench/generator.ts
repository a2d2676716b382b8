// The load where there is no wrk, and of uploads: so many connections, each asking again as soon as it was answered.
import http from "node:http";
import { performance } from "node:perf_hooks";
import { percentile } from "../soak/figures";

export interface GeneratorOrder {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
  /** Of each answer; or of each upload, whose answer says how many came. */
  readonly bytes: number;
  readonly upload?: boolean;
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
  const { port, headers, path, bytes, upload = false, connections, seconds } = message as GeneratorOrder;
  const body = upload ? Buffer.alloc(bytes, "a") : undefined;
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
      const sending = { host: "127.0.0.1", port, path, agent, ...(body === undefined ? { headers } : { method: "POST", headers: { ...headers, "content-length": body.length } }) };
      const request = http.request(sending, (response) => {
        let read = 0;
        let text = "";
        response.on("data", (chunk: Buffer) => {
          read += chunk.length;
          if (upload) text += chunk.toString();
        });
        response.once("error", fail);
        response.once("end", () => {
          tookMs.push(performance.now() - from);
          if (response.statusCode !== 200 || (upload ? Number(text) : read) !== bytes) bad++;
          resolve();
        });
      });
      request.once("error", fail);
      request.end(body);
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
