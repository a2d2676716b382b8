/** The client over a `fetch` that answers from a list, and keeps what it was asked. */
import { ApiCalls, type ApiOptions } from "../../../../src/ngrok/api/apiCall";
import { NgrokApi } from "../../../../src/ngrok/api/ngrokApi";
import { RateLimit } from "../../../../src/ngrok/api/rateLimit";
import { FakeClock } from "../../../fakes/fakeClock";

export const apiKey = "2abcDEFghiJKLmnoPQRstuVWXyz_6AbCdEfGhIjKlMnOpQrSt";

export interface Asked {
  readonly url: string;
  readonly init: RequestInit;
}

export type Scripted = Response | Error | ((asked: Asked) => Response | Promise<Response>);

export function scriptedApi(...script: readonly Scripted[]) {
  const clock = new FakeClock();
  const asked: Asked[] = [];
  const options: ApiOptions = {
    address: "https://api.example",
    apiKey,
    clock,
    limit: new RateLimit(clock),
    userAgent: "portcullis/test",
    fetch: (url, init) => {
      asked.push({ url, init });
      const next = script[Math.min(asked.length, script.length) - 1]!;
      if (next instanceof Error) return Promise.reject(next);
      return Promise.resolve(typeof next === "function" ? next({ url, init }) : next.clone());
    },
  };
  return { api: new NgrokApi(options), calls: new ApiCalls(options), asked, clock };
}

export const json = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), init);
export const refusal = (status: number, code: string | undefined, msg: string, headers: Record<string, string> = {}) =>
  json({ ...(code !== undefined && { error_code: code }), status_code: status, msg, details: { operation_id: "op_1" } }, { status, headers });
