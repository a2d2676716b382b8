// Load on one target for a while, from a process of its own: wrk where there is one, else a small generator on Node.
import { execFile } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { startTsProcess } from "../soak/tsProcess";
import type { GeneratorOrder, GeneratorReport } from "./generator";
import { installed, type sizes, type Target } from "./target";

export interface LoadOptions {
  readonly size: (typeof sizes)[number];
  readonly connections: number;
  readonly seconds: number;
}

export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not good, and connections that broke. */
  readonly bad: number;
}

/** What is borne: a server that ends one of its processes meanwhile. */
const borne = 0.001;

const wrk = installed("/usr/bin/wrk", "/usr/local/bin/wrk");
export const generatorName = wrk === undefined ? "a generator on Node" : "wrk";

/** @throws Error when more than one in a thousand answers was not whole and good */
export async function load(target: Target, options: LoadOptions): Promise<Load> {
  await expectWhole(target, options);
  const found = await (wrk === undefined ? ownLoad(target, options) : wrkLoad(wrk, target, options));
  if (!(found.requests > 0) || found.bad > found.requests * borne) throw new Error(`${target.name}: ${found.bad} of ${found.requests} answers were not good.`);
  return found;
}

/** One request by hand: the content itself, not a redirect to a provider. */
async function expectWhole({ name, port, headers }: Target, { size }: LoadOptions): Promise<void> {
  const request = http.get({ host: "127.0.0.1", port, path: size.path, headers, agent: false, timeout: 5000 });
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) bytes += chunk.length;
  if (response.statusCode !== 200 || bytes !== size.bytes) throw new Error(`${name} answered ${response.statusCode ?? 0} with ${bytes} bytes.`);
}

const unitBytes: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };
const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

async function wrkLoad(program: string, target: Target, { size, connections, seconds }: LoadOptions): Promise<Load> {
  const headers = Object.entries(target.headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", ...headers, `http://127.0.0.1:${target.port}${size.path}`];
  const command = availableParallelism() < 2 ? [program, ...args] : ["taskset", "-c", "1", program, ...args];
  const { stdout } = await promisify(execFile)(command[0]!, command.slice(1), { timeout: (seconds + 20) * 1000 });
  const [, count = "", took = "", tookUnit = "", read = "", readUnit = ""] = /(\d+) requests in ([\d.]+)(\w+), ([\d.]+)(\w+) read/.exec(stdout) ?? [];
  const latency = (share: string) => {
    const [, value = "", unit = ""] = new RegExp(`^\\s+${share}%\\s+([\\d.]+)(\\w+)`, "m").exec(stdout) ?? [];
    return Number(value) * (unitMs[unit] ?? NaN);
  };
  const requests = Number(count);
  const bytes = Number(read) * (unitBytes[readUnit] ?? NaN);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const broken = [...(/Socket errors: (.*)/.exec(stdout)?.[1] ?? "").matchAll(/\d+/g)].reduce((sum, [digits]) => sum + Number(digits), 0);
  // Redirects are small: whoever answers with them is found by what was read.
  const small = bytes < requests * size.bytes * 0.97 ? requests : 0;
  return { requests, perSecond: (requests * 1000) / (Number(took) * (unitMs[tookUnit] ?? NaN)), p50Ms: latency("50"), p99Ms: latency("99"), bad: refused + broken + small };
}

async function ownLoad(target: Target, { size, connections, seconds }: LoadOptions): Promise<Load> {
  const child = startTsProcess("test/bench/generator.ts");
  try {
    const { port, headers } = target;
    child.process.send({ port, headers, path: size.path, bytes: size.bytes, connections, seconds } satisfies GeneratorOrder);
    const [report] = (await once(child.process, "message", { signal: AbortSignal.timeout((seconds + 30) * 1000) })) as [GeneratorReport];
    return report;
  } finally {
    await child.end();
  }
}
