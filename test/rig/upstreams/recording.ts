import type { IncomingMessage } from "node:http";

/** A request as it arrived. `raw` holds the header lines in order and case, as name and value. */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly raw: readonly (readonly [name: string, value: string])[];
}

export function record(request: IncomingMessage): Recorded {
  const { rawHeaders } = request;
  const raw: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) raw.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  return { method: request.method ?? "", url: request.url ?? "", headers: request.headers, raw };
}

/** What every stand-in for a developer's server offers. The lists grow while it runs; a test may empty them. */
export interface Upstream {
  readonly port: number;
  readonly origin: string;
  readonly requests: Recorded[];
  readonly upgrades: Recorded[];
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

export function originOf(scheme: "http" | "https", host: string, port: number): string {
  return `${scheme}://${host === "127.0.0.1" ? "localhost" : host.includes(":") ? `[${host}]` : host}:${port}`;
}
