import type { OpenidFetch } from "../base/openidFetch";
import { maskSecrets } from "../ngrok/sdkErrors";
import type { AuthorizationAnswer } from "../protocol/providerInspection";

const most = { error: 100, description: 500, said: 2000, where: 300 } as const;
/** Looked at of a page; the sign-in page of a large provider has a megabyte of scripts. */
const mostPage = 200_000;

/**
 * Sends an authorization request as somebody who is not signed in, and reads where it leads. Redirects are not followed; what was made up
 * for the request (state, nonce, challenge) is in nothing that is answered.
 *
 * @param options.pageMessage where this provider's pages have their message elsewhere than in the visible text; its first group
 */
export async function askAuthorization(options: { readonly url: URL; readonly redirectUri: string; readonly pageMessage?: RegExp | undefined; readonly fetch: OpenidFetch; readonly signal: AbortSignal }): Promise<AuthorizationAnswer> {
  const { url, redirectUri, pageMessage, fetch, signal } = options;
  // In English, so that the messages are those that are known.
  const answer = await fetch({ url: url.href, method: "GET", headers: { accept: "text/html,application/xhtml+xml", "accept-language": "en" } }, signal);
  const made = ["state", "nonce", "code_challenge"].map((name) => url.searchParams.get(name) ?? "");
  const clean = (text: string | undefined, length: number) => {
    const masked = maskSecrets(text ?? "", made).replace(/\s+/g, " ").trim();
    return masked === "" ? undefined : masked.slice(0, length).toWellFormed();
  };
  const location = answer.headers["location"];
  if (location !== undefined && answer.status >= 300 && answer.status < 400 && URL.canParse(location, url.href)) {
    const to = new URL(location, url);
    const said = spoken(to, url);
    const named = { error: clean(said.error, most.error), description: clean(said.description, most.description) };
    if (isAt(to, redirectUri)) return defined({ at: "redirectUri" as const, status: answer.status, ...named });
    return defined({ at: "elsewhere" as const, status: answer.status, where: clean(`${to.host}${to.pathname}`, most.where), ...named, said: clean(said.rest, most.said) });
  }
  const html = answer.body.slice(0, mostPage);
  const { error, description } = jsonError(answer.body);
  const text = error !== undefined || description !== undefined ? undefined : [pageMessage?.exec(html)?.[1], visibleText(html)].filter((part) => part !== undefined).join(" ");
  return defined({ at: "page" as const, status: answer.status, error: clean(error, most.error), description: clean(description, most.description), said: clean(text, most.said) });
}

function isAt(to: URL, redirectUri: string): boolean {
  const meant = new URL(redirectUri);
  return to.origin === meant.origin && to.pathname === meant.pathname;
}

/** What an address says of an error. `rest` is its other words, without those that were sent and come back with it. */
function spoken(to: URL, sent: URL): { readonly error: string | undefined; readonly description: string | undefined; readonly rest: string } {
  const parameters = [...to.searchParams, ...new URLSearchParams(to.hash.replace(/^#\??/, ""))];
  const named = (...names: readonly string[]) => parameters.find(([name]) => names.includes(name))?.[1];
  // A sign-in page is told the whole request, in parameters of its own or in one.
  const own = ["redirect_uri", "state", "nonce"].map((name) => sent.searchParams.get(name) ?? "").flatMap((value) => [value, encodeURIComponent(value)]);
  const others = parameters.filter(([name, value]) => !sent.searchParams.has(name) && !own.some((part) => value.includes(part)));
  return {
    error: named("error", "error_code", "errorCode"),
    description: named("error_description", "error_message", "errorMessage", "message"),
    rest: [to.pathname, ...others.map(([name, value]) => `${name}=${fromBase64(value) ?? value}`)].join(" "),
  };
}

/** Google's error page gets its message packed: `authError`, Base64 with length marks between the words. */
function fromBase64(value: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(value)) return undefined;
  const words = Buffer.from(value, "base64").toString("latin1").match(/[\x20-\x7e]{4,}/g)?.join(" ");
  return words !== undefined && words.length * 2 > (value.length * 3) / 4 ? words : undefined;
}

function jsonError(body: string): { readonly error?: string; readonly description?: string } {
  try {
    const said = new Map<string, unknown>(Object.entries(Object(JSON.parse(body)) as object));
    const named = (...names: readonly string[]) => names.map((name) => said.get(name)).find((value) => typeof value === "string");
    const [error, description] = [named("error", "errorCode", "code"), named("error_description", "errorSummary", "message")];
    return { ...(error !== undefined && { error }), ...(description !== undefined && { description }) };
  } catch {
    // A page.
    return {};
  }
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

function visibleText(html: string): string {
  return html
    .replace(/<(head|script|style|noscript|template|svg)\b[\s\S]*?(<\/\1\s*>|$)/gi, " ")
    .replace(/<!--[\s\S]*?(-->|$)/g, " ")
    .replace(/<[^<>]*>/g, " ")
    .replace(/&(#\d{1,5}|#x[0-9a-f]{1,4}|[a-z]{2,4});/gi, (_whole, name: string) => entities[name.toLowerCase()] ?? character(name));
}

function character(name: string): string {
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return name.startsWith("#") && Number.isInteger(code) ? String.fromCharCode(code) : " ";
}

function defined<T extends Readonly<Record<string, unknown>>>(answer: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}
