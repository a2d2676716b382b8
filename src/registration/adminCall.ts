// One call of a provider's administration, by the same rules of address as every other call to a provider (S20): https, never
// redirected, bounded, with certificates checked.
import { boundedText } from "../base/boundedText";
import type { Clock } from "../base/clock";
import { abortable, bounded } from "../base/deadline";
import { ExpectedError } from "../base/expectedError";
import { fetchFailure } from "../base/fetchFailure";
import { pause } from "../ngrok/api/rateLimit";
import { maskSecrets } from "../ngrok/sdkErrors";
import { assertPermittedAddress, resolveName, type Resolve } from "../shares/permittedAddress";
import type { HostFetch } from "../shares/providerChannel";
import { assertAt, type AdminHost } from "./adminHost";
import type { AdminToken } from "./adminToken";
import { refusal } from "./refusal";
import { tooEarlyMs } from "./tooEarly";

export interface AdminChannel {
  readonly fetch: HostFetch;
  readonly certificateChecksOff: () => boolean;
  /** The system's resolver when absent. */
  readonly resolve?: Resolve;
  readonly clock: Clock;
  /** `portcullis/0.1.0` */
  readonly userAgent: string;
}

export interface AdminCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly body?: object;
}

const mostBytes = 1_000_000;
const mostMs = 15_000;
/** How often a call is made again that came too early, and how long a provider may make us wait for that. */
const again = { most: 2, waitMs: 2_000, mostWaitMs: 20_000 } as const;

/** Why a connection was never made: nothing can have happened at the other end. */
const neverSent = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_)/;

export class AdminCalls {
  constructor(
    private readonly channel: AdminChannel,
    readonly host: AdminHost,
    private readonly token: AdminToken,
  ) {}

  /**
   * @returns the answer's JSON; undefined where it has no content
   * @throws ExpectedError `registration.*`, `oidc.certificateChecksOff`, `oidc.notPermittedAddress`; never with the token in it
   */
  async send(call: AdminCall, signal: AbortSignal): Promise<unknown> {
    const { host, token, channel } = this;
    if (channel.certificateChecksOff()) throw new ExpectedError("oidc.certificateChecksOff");
    assertAt(host, call.url);
    for (let attempt = 0; ; attempt += 1) {
      const { status, headers, body } = await this.#ask(call, signal);
      if (status === 429) {
        const wait = tooEarlyMs(headers, channel.clock.now()) ?? again.waitMs * 2 ** attempt;
        // Nothing was done yet: it may be asked again.
        if (attempt >= again.most || wait > again.mostWaitMs) throw new ExpectedError("registration.rateLimited", { host: host.host, seconds: Math.ceil(wait / 1000) });
        await pause(channel.clock, wait, signal);
        continue;
      }
      if (status >= 200 && status < 300) return this.#json(call, { status, headers, body });
      if (status >= 300 && status < 400) throw new ExpectedError("registration.answer", { host: host.host, status, why: "it leads elsewhere" });
      throw refusal({ host: host.host, status, body, secrets: [token.value, ...secretsIn(call.body)] });
    }
  }

  #json(call: AdminCall, { status, headers, body }: Answer): unknown {
    if (status === 204 || body.trim() === "") return undefined;
    const unusable = (why: string) => new ExpectedError("registration.answer", { host: this.host.host, status, why });
    if (!/^application\/([\w.-]+\+)?json\b/i.test(headers.get("content-type") ?? "")) throw unusable(`${call.method} was answered with something other than JSON`);
    try {
      return JSON.parse(body);
    } catch {
      throw unusable(`${call.method} was answered with broken JSON`);
    }
  }

  async #ask(call: AdminCall, signal: AbortSignal): Promise<Answer> {
    const { channel, host, token } = this;
    try {
      return await bounded(mostMs, [signal], async (within) => {
        // A resolver can't be called off: a name server that is silent would hold the call far beyond its bound.
        await abortable(assertPermittedAddress(new URL(call.url), new URL(host.origin).hostname, channel.resolve ?? resolveName), within);
        const response = await channel.fetch(call.url, {
          method: call.method,
          headers: { Authorization: token.header, Accept: "application/json", "User-Agent": channel.userAgent, ...(call.body !== undefined && { "Content-Type": "application/json" }) },
          ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
          // Followed, a redirect would carry the token along.
          redirect: "manual",
          credentials: "omit",
          signal: within,
        });
        const body = await boundedText(response, mostBytes);
        if (body === undefined) throw new ExpectedError("registration.answer", { host: host.host, status: response.status, why: "it is larger than 1 MB" });
        return { status: response.status, headers: response.headers, body };
      });
    } catch (error) {
      if (error instanceof ExpectedError || signal.aborted) throw error;
      const why = error instanceof Error && error.name === "TimeoutError" ? `no answer within ${mostMs / 1000} s` : maskSecrets(fetchFailure(error), [token.value, ...secretsIn(call.body)]);
      // Not kept as a cause: what a fetch throws may repeat what it was given.
      throw new ExpectedError("registration.unreachable", { host: host.host, why });
    }
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What is sent that nobody may repeat: a client is changed by sending all of it back, its secret included. */
function secretsIn(body: unknown): readonly string[] {
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) => (typeof value === "string" ? (/secret|token$/.test(name) ? [value] : []) : secretsIn(value)));
}

/** Whether what was asked may have been done all the same: the answer was lost, or says nothing. */
export function mayHaveBeenDone(error: unknown): boolean {
  if (!(error instanceof ExpectedError)) return true;
  const { code, facts } = error;
  if (code === "registration.unreachable") return !neverSent.test(String(facts["why"]));
  return code === "registration.failed" || (code === "registration.answer" && Number(facts["status"]) < 300);
}

/** What was asked for is not there (any more). */
export function isGone(error: unknown): boolean {
  return error instanceof ExpectedError && (error.facts["status"] === 404 || error.facts["status"] === 410);
}
