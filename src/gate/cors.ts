import type { Answer } from "./answer";
import type { Exchange } from "./exchange";
import { headerPairs, headerTokens, headerValues, onlyValue, type RawHeaders } from "./rawHeaders";

/** Origins that the share allows by name, its own not among them. */
export type AllowedOrigins = ReadonlySet<string>;

export const noOrigins: AllowedOrigins = new Set();

const methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
const maxAgeSeconds = 600;
const mostNames = 50;
const fieldName = /^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

/** The origin, allowed by name, whose page makes this request. To the letter: a list, `null`, another case or a second line is none. */
export function allowedOrigin(headers: RawHeaders, allowed: AllowedOrigins): string | undefined {
  if (allowed.size === 0) return undefined;
  const origin = onlyValue(headers, "origin");
  return origin !== undefined && allowed.has(origin) ? origin : undefined;
}

/** What lets that page read an answer (Fetch, section 3.3.3); nothing for anybody else. */
export function corsHeaders({ headers }: Exchange, allowed: AllowedOrigins): readonly string[] {
  if (allowed.size === 0) return [];
  const origin = allowedOrigin(headers, allowed);
  return [...(origin === undefined ? [] : ["Access-Control-Allow-Origin", origin, "Access-Control-Allow-Credentials", "true"]), "Vary", "Origin"];
}

/** The upstream's headers without its own word on who may read: two of them would cancel each other out. Which headers may be read stays the app's. */
export function withoutCors(headers: RawHeaders): RawHeaders {
  return [...headerPairs(headers)].filter(([name]) => !/^access-control-(?!expose-headers$)/i.test(name)).flat();
}

/** S6: a preflight of an origin that is allowed by name is answered here; the app never sees it. Undefined for any other request. */
export function answerPreflight(exchange: Exchange, allowed: AllowedOrigins): Answer | undefined {
  const { method, headers, upgrade } = exchange;
  if (method !== "OPTIONS" || upgrade !== undefined || allowedOrigin(headers, allowed) === undefined) return undefined;
  if (headerValues(headers, "access-control-request-method").length !== 1) return undefined;
  const names = headerTokens(headers, "access-control-request-headers");
  const echoed = names.length <= mostNames && names.every((name) => fieldName.test(name)) ? names : [];
  return {
    status: 204,
    headers: [
      ...corsHeaders(exchange, allowed),
      "Access-Control-Allow-Methods", methods,
      ...(echoed.length === 0 ? [] : ["Access-Control-Allow-Headers", echoed.join(", ")]),
      "Access-Control-Max-Age", String(maxAgeSeconds),
      "Vary", "Access-Control-Request-Method, Access-Control-Request-Headers",
    ],
    body: "",
  };
}
