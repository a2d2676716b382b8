// One call of ngrok's REST API over a given `fetch`: https://ngrok.com/docs/api (2026-08).
import type * as z from "zod";
import { boundedText } from "../../base/boundedText";
import type { Clock } from "../../base/clock";
import { bounded } from "../../base/deadline";
import { ExpectedError } from "../../base/expectedError";
import { fetchFailure } from "../../base/fetchFailure";
import { apiError, parseJson } from "./apiErrors";
import type { RateLimit } from "./rateLimit";

/** `fetch` as it is where the client runs. */
export type ApiFetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ApiOptions {
  /** An origin, see `apiAddressFrom`. */
  readonly address: string;
  readonly apiKey: string;
  readonly fetch: ApiFetch;
  readonly clock: Clock;
  /** One for all clients of a window: the limit is the account's. */
  readonly limit: RateLimit;
  /** `portcullis/0.1.0` */
  readonly userAgent: string;
}

export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** From the address on, with its query. */
  readonly path: string;
  readonly body?: object | undefined;
  /** Beside the key: never repeated in an error. */
  readonly secrets?: readonly string[] | undefined;
}

const mostBytes = 5_000_000;
const mostMs = 10_000;
/** How often a call is made again that came too early, and how long ngrok may make us wait for that. */
const again = { most: 2, waitMs: 2_000, mostWaitMs: 20_000 } as const;
export const pageLimit = 100;
const mostPages = 20;

export class ApiCalls {
  readonly host: string;

  constructor(private readonly options: ApiOptions) {
    this.host = new URL(options.address).host;
  }

  /** @throws ExpectedError ngrok's own code, `ngrok.apiRefused`, `ngrok.apiFailed`, `ngrok.apiUnreachable`, `ngrok.apiAnswer`; never with a secret in it */
  async read<T>(call: Call, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const parsed = schema.safeParse(parseJson(await this.#text(call, signal)));
    if (!parsed.success) throw this.#unusable(`${call.method} ${pathOf(call)} was answered in another form`);
    return parsed.data;
  }

  /** For what is answered with nothing. @throws as `read` */
  async send(call: Call, signal: AbortSignal): Promise<void> {
    await this.#text(call, signal);
  }

  /** Every item of a list, page by page, twenty pages of a hundred at most. @throws as `read` */
  async list<T>(path: string, pageOf: z.ZodType<{ readonly items: readonly T[]; readonly next: string | undefined }>, signal: AbortSignal): Promise<readonly T[]> {
    const items: T[] = [];
    let next: string | undefined = `${path}?limit=${pageLimit}`;
    for (let page = 0; page < mostPages && next !== undefined; page += 1) {
      const read: { readonly items: readonly T[]; readonly next: string | undefined } = await this.read({ method: "GET", path: next }, pageOf, signal);
      items.push(...read.items);
      next = read.next === undefined ? undefined : this.#within(read.next, path);
    }
    if (next !== undefined) throw this.#unusable(`GET ${path} goes on after ${mostPages} pages`);
    return items;
  }

  /** The key goes nowhere but to the address that it was given for. */
  #within(next: string, path: string): string {
    const url = URL.canParse(next, this.options.address) ? new URL(next, this.options.address) : undefined;
    if (url?.origin !== this.options.address || url.pathname !== path) throw this.#unusable("the next page is somewhere else");
    return `${url.pathname}${url.search}`;
  }

  async #text(call: Call, signal: AbortSignal): Promise<string> {
    for (let attempt = 0; ; attempt += 1) {
      await this.options.limit.take(signal);
      const { status, body, retryAfter } = await this.#ask(call, signal);
      if (status >= 200 && status < 300) return body;
      const wait = retryAfter ?? again.waitMs * 2 ** attempt;
      // 429 alone: nothing was done yet.
      if (status !== 429 || attempt >= again.most || wait > again.mostWaitMs) throw apiError(this.host, status, body, [this.options.apiKey, ...(call.secrets ?? [])]);
      this.options.limit.pause(wait);
    }
  }

  async #ask(call: Call, signal: AbortSignal): Promise<{ readonly status: number; readonly body: string; readonly retryAfter: number | undefined }> {
    const { address, apiKey, fetch, userAgent, clock } = this.options;
    try {
      return await bounded(mostMs, [signal], async (within) => {
        const response = await fetch(`${address}${call.path}`, {
          method: call.method,
          headers: {
            Authorization: `Bearer ${apiKey}`,
            "Ngrok-Version": "2",
            Accept: "application/json",
            "User-Agent": userAgent,
            ...(call.body !== undefined && { "Content-Type": "application/json" }),
          },
          ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
          // Followed, a redirect would carry the key along.
          redirect: "manual",
          credentials: "omit",
          signal: within,
        });
        const body = await boundedText(response, mostBytes);
        if (body === undefined) throw this.#unusable("it is larger than 5 MB");
        return { status: response.status, body, retryAfter: retryAfterMs(response.headers.get("retry-after"), clock.now()) };
      });
    } catch (error) {
      if (error instanceof ExpectedError || signal.aborted) throw error;
      throw new ExpectedError("ngrok.apiUnreachable", { host: this.host, why: error instanceof Error && error.name === "TimeoutError" ? `no answer within ${mostMs / 1000} s` : fetchFailure(error) });
    }
  }

  #unusable(why: string): ExpectedError {
    return new ExpectedError("ngrok.apiAnswer", { host: this.host, why });
  }
}

/** Without its query: a filter may name people. */
function pathOf({ path }: Call): string {
  return path.split("?", 1)[0] ?? path;
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
