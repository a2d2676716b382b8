/** Reads a call and holds it against what ngrok's documentation says of every call: headers, types, authentication. */
import type { IncomingMessage } from "node:http";
import { ApiError, misuse } from "./apiError";

export interface AskedCall {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: IncomingMessage["headers"];
  /** As it came; empty for none. */
  readonly bodyText: string;
}

export async function readCall(incoming: IncomingMessage): Promise<AskedCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? "/", "http://api");
  return { method: incoming.method ?? "", path: url.pathname, query: new Map(url.searchParams), headers: incoming.headers, bodyText: Buffer.concat(chunks).toString() };
}

const dashboard = "API keys and instructions are available on your dashboard: https://dashboard.ngrok.com/api-keys";

/** @throws ApiError 200, 201, 202, 203, 206, 208, 218 */
export function assertHeaders({ headers, bodyText }: AskedCall, keys: ReadonlySet<string>, authtokens: ReadonlySet<string>): void {
  const { authorization } = headers;
  if (authorization === undefined) throw new ApiError(401, "ERR_NGROK_200", `The ngrok API requires that you set the Authorization header for authentication. ${dashboard}`);
  const key = /^Bearer (\S+)$/.exec(authorization)?.[1];
  if (key === undefined) throw new ApiError(401, "ERR_NGROK_201", `It could not parse the header in this request. Authorization Header: \`${authorization}\`. ${dashboard}`);
  if (authtokens.has(key)) throw new ApiError(401, "ERR_NGROK_206", `The authentication you specified is actually an authtoken. Your credential: \`${key}\`. ${dashboard}`);
  if (key.startsWith("ak_")) throw new ApiError(401, "ERR_NGROK_208", `The authentication you specified is actually an API key ID, not an API key token. Your credential: \`${key}\`. ${dashboard}`);
  if (!/^[\w-]{10,}$/.test(key)) throw new ApiError(401, "ERR_NGROK_202", `The API authentication you specified does not look like a valid credential. Your credential: \`${key}\`. ${dashboard}`);
  if (!keys.has(key)) throw new ApiError(401, "ERR_NGROK_203", `The API authentication you specified is properly formed, but it is invalid. Your authentication: \`${key}\`. ${dashboard}`);
  if (headers["ngrok-version"] !== "2") {
    throw new ApiError(400, "ERR_NGROK_218", "Your request has not specified an API version. Please include the version you wish to use in the Ngrok-Version header. Supported versions: 2.");
  }
  if (bodyText !== "" && headers["content-type"] !== "application/json") throw misuse("a body of another type");
  const agent = headers["user-agent"] ?? "";
  if (!/^portcullis\/\S+$/.test(agent)) throw misuse(`the user agent '${agent}'`);
  if (headers.cookie !== undefined) throw misuse("a cookie");
}
