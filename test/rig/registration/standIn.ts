/** What the stand-ins for providers' administrations share: calls are kept as they came, and anything can be made to go wrong. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen } from "../upstreams/listening";

export interface Call {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** As it came; empty for none. */
  readonly bodyText: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Instead of `json`, as it is. */
  readonly text?: string;
}

/** Thrown by a route: answered as it is. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(`${answer.status}`);
  }
}

/** `silent`: taken and never answered. `drop`: the connection is cut. */
export interface Faults {
  instead: (call: Call) => Answer | "silent" | "drop" | undefined;
  /** What was done is done; its answer is another one, or is lost. */
  afterwards: (call: Call, answer: Answer) => Answer | "silent" | "drop";
}

export interface StandIn {
  readonly calls: Call[];
  readonly faults: Faults;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** `POST /api/v1/apps` for each call, in order. */
  readonly asked: () => readonly string[];
}

export function standIn(route: (call: Call) => Answer | Promise<Answer>): StandIn {
  const calls: Call[] = [];
  const faults: Faults = { instead: () => undefined, afterwards: (_call, answer) => answer };
  return {
    calls,
    faults,
    asked: () => calls.map(({ method, path }) => `${method} ${path}`),
    async handle(request, response) {
      const call = await readCall(request);
      calls.push(call);
      const instead = faults.instead(call);
      write(response, instead ?? faults.afterwards(call, await answerOf(route, call)));
    },
  };
}

async function answerOf(route: (call: Call) => Answer | Promise<Answer>, call: Call): Promise<Answer> {
  try {
    return await route(call);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? "/", "http://api");
  return { method: request.method ?? "", path: url.pathname, query: url.searchParams, headers: request.headers, bodyText: Buffer.concat(chunks).toString() };
}

function write(response: ServerResponse, answer: Answer | "silent" | "drop"): void {
  if (answer === "silent") return;
  if (answer === "drop") return void response.destroy();
  const { status, headers = {}, json, text } = answer;
  response.writeHead(status, { ...((json !== undefined || text !== undefined) && { "content-type": "application/json" }), ...headers }).end(text ?? (json === undefined ? "" : JSON.stringify(json)));
}

/** A stand-in by itself, on loopback. */
export async function startStandIn({ handle }: StandIn): Promise<{ readonly origin: string; readonly close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const { port, close } = await listen(server, "127.0.0.1");
  return { origin: `http://127.0.0.1:${port}`, close };
}
