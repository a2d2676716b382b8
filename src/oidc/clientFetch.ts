import type { CustomFetch } from "openid-client";
import { bounded } from "../base/deadline";
import type { OpenidFetch } from "../base/openidFetch";

/** Gives openid-client our way to the provider. What it asks for beyond GET and POST is a defect. */
export function clientFetch(fetch: OpenidFetch, signal: AbortSignal): CustomFetch {
  return async (url, { method, headers, body, signal: own }) => {
    if (method !== "GET" && method !== "POST") throw new Error(`openid-client wants to ${method}`);
    const text = body === undefined || body === null ? undefined : bodyText(body);
    const answer = await bounded(undefined, [own, signal], (both) => fetch({ url, method, headers, ...(text === undefined ? {} : { body: text }) }, both));
    const empty = answer.status === 204 || answer.status === 205 || answer.status === 304;
    return new Response(empty ? null : answer.body, { status: answer.status, headers: { ...answer.headers } });
  };
}

function bodyText(body: unknown): string {
  if (typeof body === "string") return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new Error("openid-client sends a body of an unknown kind");
}
