import { headerTokens, type RawHeaders } from "./rawHeaders";

const always = ["connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "transfer-encoding", "upgrade", "http2-settings"];
const alwaysSet: ReadonlySet<string> = new Set(always);

/** Names, in lower case, of headers that concern one connection alone: the usual ones and those that `Connection` names (RFC 9110, 7.6.1). */
export function hopByHop(headers: RawHeaders): ReadonlySet<string> {
  const named = headerTokens(headers, "connection");
  // What is usual needs no new set for each request.
  return named.every((name) => alwaysSet.has(name) || name === "close") ? alwaysSet : new Set([...always, ...named]);
}
