/** One HTTP call of the OpenID client: https (loopback excepted), GET or POST, never following redirects. */
export interface OpenidRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** At most 1 MB of body. */
export interface OpenidResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * How the OpenID client reaches the provider: through the extension host, which knows the corporate proxy and certificates,
 * and which decides what is fetched (S20). Rejects with an ExpectedError when refused, unreachable or too late (10 s).
 */
export type OpenidFetch = (request: OpenidRequest, signal: AbortSignal) => Promise<OpenidResponse>;
