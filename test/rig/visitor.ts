// A person's browser for tests in Node: follows sign-ins across origins, keeps cookies, presses the button on the provider's page.
import http from "node:http";
import https from "node:https";
import WebSocket from "ws";
import { VisitorCookies } from "./visitorCookies";

export interface VisitorOptions {
  /** PEM certificates to trust for https and wss. */
  readonly ca?: string | readonly string[];
  /** Where a host is really found; undefined means: by its name. */
  readonly resolve?: (host: string) => { readonly host: string; readonly port: number } | undefined;
  readonly userAgent?: string;
}

export interface Hop {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
}

export interface Visit {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly url: string;
  /** Every answer on the way, the last one included. */
  readonly hops: readonly Hop[];
}

export interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The origin of the page that asks. Default: the address's own. */
  readonly from?: string;
  readonly timeoutMs?: number;
}

export type Upgrade =
  | {
      readonly opened: true;
      readonly socket: WebSocket;
      /** Every message since the beginning, text as string; a server may speak before the caller can listen. */
      readonly received: (string | Buffer)[];
    }
  | { readonly opened: false; readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: string };

interface Sending {
  readonly method: string;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer | undefined;
  readonly timeoutMs?: number | undefined;
}

const maxHops = 20;
const chromium = "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

function unescapeHtml(text: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    return named[name ?? ""] ?? all;
  });
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}="([^"]*)"`, "i").exec(tag);
  return match?.[1] === undefined ? undefined : unescapeHtml(match[1]);
}

interface Form {
  readonly action: string;
  readonly fields: URLSearchParams;
}

/** The form to send: the one that holds the button of `as`, or the one that the page's own script sends. */
function formOf(html: string, as: string | undefined): Form | undefined {
  for (const [whole, open = ""] of html.matchAll(/(<form\b[^>]*>)[\s\S]*?<\/form>/gi)) {
    const button = [...whole.matchAll(/<button\b[^>]*>/gi)].map(([tag]) => tag).find((tag) => as !== undefined && attribute(tag, "data-user") === as);
    if (button === undefined && !html.includes("document.forms[0].submit()")) continue;
    const fields = new URLSearchParams();
    for (const [input] of whole.matchAll(/<input\b[^>]*>/gi)) fields.append(attribute(input, "name") ?? "", attribute(input, "value") ?? "");
    const name = button === undefined ? undefined : attribute(button, "name");
    if (button !== undefined && name !== undefined) fields.append(name, attribute(button, "value") ?? "");
    return { action: attribute(open, "action") ?? "", fields };
  }
  return undefined;
}

/** Same scheme and host; the public suffix list is not consulted. */
function sameSite(a: string, b: string): boolean {
  const [one, other] = [new URL(a), new URL(b)];
  return one.protocol === other.protocol && one.hostname === other.hostname;
}

function fetchSite(from: string | undefined, urls: readonly string[]): "none" | "same-origin" | "same-site" | "cross-site" {
  if (from === undefined) return "none";
  if (urls.every((url) => new URL(url).origin === new URL(from).origin)) return "same-origin";
  return urls.every((url) => sameSite(url, from)) ? "same-site" : "cross-site";
}

export class Visitor {
  readonly cookies = new VisitorCookies();

  constructor(readonly options: VisitorOptions = {}) {}

  /** Opens an address as a browser does and follows redirects, forms that send themselves and, with `as`, the sign-in page. */
  async navigate(address: string, { as, headers = {} }: { readonly as?: string; readonly headers?: Readonly<Record<string, string>> } = {}): Promise<Visit> {
    const hops: Hop[] = [];
    let [method, url, form] = ["GET", new URL(address).href, undefined as URLSearchParams | undefined];
    // Who started it: undefined is the address bar. `chain` is what has been passed since.
    let from: string | undefined;
    let chain: string[] = [];
    for (;;) {
      chain.push(url);
      const site = fetchSite(from, chain);
      const answer = await this.#send(url, {
        method,
        headers: {
          "upgrade-insecure-requests": "1",
          "user-agent": this.options.userAgent ?? chromium,
          accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
          "sec-fetch-site": site,
          "sec-fetch-mode": "navigate",
          "sec-fetch-user": "?1",
          "sec-fetch-dest": "document",
          "accept-language": "en",
          cookie: this.cookies.header(new URL(url), { crossSite: site === "cross-site", method, topLevel: true }),
          ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded", origin: from === undefined ? "null" : new URL(from).origin }),
          ...headers,
        },
        body: form?.toString(),
      });
      hops.push({ method, url, status: answer.status, headers: answer.headers });
      if (hops.length > maxHops) throw new Error(`more than ${maxHops} hops: ${hops.map((hop) => hop.url.split("?", 1)[0]).join(" → ")}`);
      const { location } = answer.headers;
      if (location !== undefined && answer.status >= 300 && answer.status < 400) {
        url = new URL(location, url).href;
        if (answer.status !== 307 && answer.status !== 308) [method, form] = ["GET", undefined];
        continue;
      }
      const next = formOf(answer.body, as);
      if (next === undefined) return { ...answer, url, hops };
      [from, chain] = [url, []];
      [method, url, form] = ["POST", new URL(next.action, url).href, next.fields];
    }
  }

  /** A script's fetch with the visitor's cookies. Redirects are returned, not followed. */
  async fetch(address: string, { method = "GET", headers = {}, body, from, timeoutMs }: FetchOptions = {}): Promise<Visit> {
    const url = new URL(address).href;
    const origin = from ?? new URL(url).origin;
    const site = fetchSite(origin, [url]);
    const answer = await this.#send(url, {
      method,
      headers: {
        "user-agent": this.options.userAgent ?? chromium,
        accept: "*/*",
        "sec-fetch-site": site,
        "sec-fetch-mode": "cors",
        "sec-fetch-dest": "empty",
        "accept-language": "en",
        cookie: this.cookies.header(new URL(url), { crossSite: site === "cross-site", method, topLevel: false }),
        ...(method === "GET" && site === "same-origin" ? {} : { origin }),
        ...headers,
      },
      body,
      timeoutMs,
    });
    return { ...answer, url, hops: [{ method, url, status: answer.status, headers: answer.headers }] };
  }

  /** Opens a WebSocket from a page of `from` (default: the address's own origin). */
  webSocket(address: string, { from, headers = {}, protocols = [] }: { readonly from?: string; readonly headers?: Readonly<Record<string, string>>; readonly protocols?: readonly string[] } = {}): Promise<Upgrade> {
    const url = new URL(address);
    const pageScheme = url.protocol === "wss:" || url.protocol === "https:" ? "https:" : "http:";
    const own = `${pageScheme}//${url.host}`;
    const target = this.#locate(url);
    const dialled = new URL(url);
    dialled.protocol = pageScheme === "https:" ? "wss:" : "ws:";
    if (target !== undefined) [dialled.hostname, dialled.port] = [target.host.includes(":") ? `[${target.host}]` : target.host, String(target.port)];
    const cookie = this.cookies.header(new URL(own + url.pathname), { crossSite: from !== undefined && !sameSite(from, own), method: "GET", topLevel: false });
    const socket = new WebSocket(dialled, [...protocols], {
      ...(this.#ca === undefined ? {} : { ca: this.#ca }),
      ...(target === undefined ? {} : { servername: url.hostname }),
      handshakeTimeout: 120_000,
      headers: { host: url.host, origin: from ?? own, "user-agent": this.options.userAgent ?? chromium, ...(cookie === undefined ? {} : { cookie }), ...headers },
    });
    socket.binaryType = "nodebuffer";
    const received: (string | Buffer)[] = [];
    socket.on("message", (data: Buffer, isBinary) => void received.push(isBinary ? data : data.toString()));
    return new Promise((resolve, reject) => {
      socket.once("open", () => {
        // What happens from now on shows itself as "close".
        socket.off("error", reject).on("error", () => undefined);
        resolve({ opened: true, socket, received });
      });
      socket.once("error", reject);
      socket.once("unexpected-response", (_request: http.ClientRequest, response: http.IncomingMessage) => {
        const chunks: Buffer[] = [];
        response.setTimeout(120_000, () => void response.destroy());
        response.on("data", (chunk: Buffer) => void chunks.push(chunk));
        response.once("close", () => resolve({ opened: false, status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      });
    });
  }

  get #ca(): string[] | undefined {
    const { ca } = this.options;
    return ca === undefined ? undefined : typeof ca === "string" ? [ca] : [...ca];
  }

  #locate(url: URL): { readonly host: string; readonly port: number } | undefined {
    return this.options.resolve?.(url.hostname);
  }

  #send(address: string, { method, headers, body, timeoutMs = 120_000 }: Sending): Promise<Omit<Visit, "url" | "hops">> {
    const url = new URL(address);
    const secure = url.protocol === "https:";
    const target = this.#locate(url);
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request({
        method,
        host: target?.host ?? url.hostname.replace(/^\[|\]$/g, ""),
        port: target?.port ?? (url.port === "" ? (secure ? 443 : 80) : Number(url.port)),
        path: url.pathname + url.search,
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        ...(secure ? { servername: url.hostname, ca: this.#ca } : {}),
        headers: {
          host: url.host,
          ...Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
          ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
        },
      });
      request.once("error", reject);
      request.once("response", (response) => {
        this.cookies.store(url, response.headers["set-cookie"] ?? []);
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => void chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      });
      request.once("upgrade", (response, socket) => {
        socket.destroy();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: "" });
      });
      request.end(body);
    });
  }
}
