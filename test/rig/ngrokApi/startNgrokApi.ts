/**
 * A stand-in for ngrok's REST API on loopback, for the account whose edge it is given. Method, path, headers, query and body are
 * held strictly against ngrok's published OpenAPI document and documentation; nothing here was compared with ngrok's service.
 */
import { createServer, type ServerResponse } from "node:http";
import type { Edge } from "../edge/edge";
import { listen } from "../upstreams/listening";
import { ApiError } from "./apiError";
import { assertHeaders, readCall, type AskedCall } from "./askedCall";
import type { EndpointRecord } from "./records";
import { createRoutes } from "./routes";

export const goodApiKey = "2standIn0ApiKey_6good";

export interface NgrokApiOptions {
  readonly edge: Edge;
  readonly apiKeys?: readonly string[];
  readonly authtokens?: readonly string[];
  /** Fewer than ngrok's 100, so that lists have pages. */
  readonly mostPerPage?: number;
  /** Calls in 60 s; ngrok's 120 by default. */
  readonly callsAMinute?: number;
  readonly moreDomains?: readonly string[];
}

/** What can be made to go wrong; acts from the next call on. */
export interface ApiFaults {
  /** Answers like this instead. */
  answer: { readonly status: number; readonly code?: string; readonly message?: string; readonly headers?: Readonly<Record<string, string>>; readonly text?: string } | undefined;
  /** How many calls `answer` is for; every one when undefined. */
  answers: number | undefined;
  /** Takes calls and never answers. */
  silent: boolean;
  /** Calls wait for this. */
  before: (call: AskedCall) => Promise<void>;
  /** How the endpoints are shown. */
  shown: (endpoints: readonly EndpointRecord[]) => readonly EndpointRecord[];
}

export interface StandInApi {
  readonly address: string;
  readonly calls: readonly AskedCall[];
  readonly faults: ApiFaults;
  /** Everything works again. */
  clear(): void;
  close(): Promise<void>;
}

export async function startNgrokApi({ edge, apiKeys = [goodApiKey], authtokens = ["good-token"], mostPerPage = 100, callsAMinute = 120, moreDomains = [] }: NgrokApiOptions): Promise<StandInApi> {
  const calls: AskedCall[] = [];
  const started: number[] = [];
  const none = (): ApiFaults => ({ answer: undefined, answers: undefined, silent: false, before: () => Promise.resolve(), shown: (all) => all });
  const faults = none();
  const route = createRoutes({ edge, origin: () => address, mostPerPage, moreDomains, shown: (all) => faults.shown(all) });
  const keys = new Set(apiKeys);
  const tokens = new Set(authtokens);

  async function answer(call: AskedCall, outgoing: ServerResponse): Promise<void> {
    await faults.before(call);
    if (faults.silent) return;
    const fault = faults.answer;
    if (fault !== undefined && (faults.answers === undefined || faults.answers-- > 0)) {
      const body = fault.text ?? JSON.stringify(fault.code === undefined ? {} : new ApiError(fault.status, fault.code, fault.message ?? "It was refused.").body);
      outgoing.writeHead(fault.status, { "content-type": fault.text === undefined ? "application/json" : "text/html", ...fault.headers }).end(body);
      return;
    }
    const now = Date.now();
    while (started[0] !== undefined && started[0] <= now - 60_000) started.shift();
    if (started.length >= callsAMinute) throw new ApiError(429, "ERR_NGROK_226", `Your account is rate limited to \`${callsAMinute}\` API requests per \`60s\`.`);
    started.push(now);
    assertHeaders(call, keys, tokens);
    const { status, body } = await route(call);
    outgoing.writeHead(status, body === undefined ? {} : { "content-type": "application/json" }).end(body === undefined ? "" : JSON.stringify(body));
  }

  const server = createServer((incoming, outgoing) => {
    readCall(incoming)
      .then((call) => {
        calls.push(call);
        return answer(call, outgoing);
      })
      .catch((error: unknown) => {
        if (error instanceof ApiError) outgoing.writeHead(error.status, { "content-type": "application/json", ...error.headers }).end(JSON.stringify(error.body));
        else outgoing.destroy(error instanceof Error ? error : undefined);
      });
  });
  const listening = await listen(server, "127.0.0.1");
  const address = `http://127.0.0.1:${listening.port}`;
  return { address, calls, faults, clear: () => void Object.assign(faults, none()), close: listening.close };
}
