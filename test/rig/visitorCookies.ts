// A browser's cookie rules as far as the gate depends on them. Cookies don't know ports.
interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Without a leading dot. */
  readonly domain: string;
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: "strict" | "lax" | "none";
  /** Milliseconds since the epoch; Infinity for a session cookie. */
  readonly until: number;
}

export interface CookieRequest {
  readonly crossSite: boolean;
  readonly method: string;
  /** A navigation of the whole tab: it carries Lax cookies across sites when its method is GET or HEAD. */
  readonly topLevel: boolean;
}

const sameSiteRequest: CookieRequest = { crossSite: false, method: "GET", topLevel: false };

function isTrustworthy(url: URL): boolean {
  return url.protocol === "https:" || url.protocol === "wss:" || url.hostname === "localhost" || url.hostname.endsWith(".localhost") || url.hostname === "127.0.0.1" || url.hostname === "[::1]";
}

function pathMatches(request: string, cookie: string): boolean {
  return request === cookie || (request.startsWith(cookie) && (cookie.endsWith("/") || request[cookie.length] === "/"));
}

function attributesOf(parts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    parts.map((part) => {
      const [name = "", ...value] = part.split("=");
      return [name.trim().toLowerCase(), value.join("=").trim()];
    }),
  );
}

function untilOf(attributes: ReadonlyMap<string, string>): number {
  const maxAge = attributes.get("max-age");
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0 ? 0 : Date.now() + Number(maxAge) * 1000;
  const expires = Date.parse(attributes.get("expires") ?? "");
  return Number.isNaN(expires) ? Infinity : expires;
}

/** The cookie that a browser would keep, or undefined where it refuses (RFC 6265bis, prefixes included). */
function parse(url: URL, header: string): Cookie | undefined {
  const [pair = "", ...rest] = header.split(";");
  const equals = pair.indexOf("=");
  const name = pair.slice(0, Math.max(equals, 0)).trim();
  const attributes = attributesOf(rest);
  const domain = attributes.get("domain")?.replace(/^\./, "").toLowerCase() ?? "";
  const givenPath = attributes.get("path") ?? "";
  const secure = attributes.has("secure");
  const sameSite = attributes.get("samesite")?.toLowerCase();
  if (domain !== "" && domain !== url.hostname && !url.hostname.endsWith(`.${domain}`)) return undefined;
  if (secure && !isTrustworthy(url)) return undefined;
  const prefix = name.toLowerCase();
  if ((prefix.startsWith("__host-") || prefix.startsWith("__secure-")) && !secure) return undefined;
  if (prefix.startsWith("__host-") && (domain !== "" || givenPath !== "/")) return undefined;
  if (sameSite === "none" && !secure) return undefined;
  const directory = url.pathname.slice(0, Math.max(url.pathname.lastIndexOf("/"), 1));
  return {
    name,
    value: pair.slice(equals + 1).trim(),
    domain: domain === "" ? url.hostname : domain,
    hostOnly: domain === "",
    path: givenPath.startsWith("/") ? givenPath : directory,
    secure,
    httpOnly: attributes.has("httponly"),
    sameSite: sameSite === "strict" || sameSite === "none" ? sameSite : "lax",
    until: untilOf(attributes),
  };
}

export class VisitorCookies {
  #kept: Cookie[] = [];

  store(url: URL, setCookie: readonly string[]): void {
    for (const header of setCookie) {
      const cookie = parse(url, header);
      if (cookie === undefined) continue;
      const others = this.#kept.filter(({ name, domain, path }) => name !== cookie.name || domain !== cookie.domain || path !== cookie.path);
      this.#kept = cookie.until > Date.now() ? [...others, cookie] : others;
    }
  }

  #matching(url: URL, request: CookieRequest): Cookie[] {
    const withLax = request.topLevel && (request.method === "GET" || request.method === "HEAD");
    return this.#kept
      .filter(({ domain, hostOnly }) => url.hostname === domain || (!hostOnly && url.hostname.endsWith(`.${domain}`)))
      .filter(({ path, secure, until }) => pathMatches(url.pathname, path) && until > Date.now() && (!secure || isTrustworthy(url)))
      .filter(({ sameSite }) => !request.crossSite || sameSite === "none" || (sameSite === "lax" && withLax))
      .sort((a, b) => b.path.length - a.path.length);
  }

  /** The `Cookie` header for a request, or undefined when there is none. */
  header(url: URL, request: CookieRequest = sameSiteRequest): string | undefined {
    const pairs = this.#matching(url, request).map(({ name, value }) => `${name}=${value}`);
    return pairs.length === 0 ? undefined : pairs.join("; ");
  }

  /** Name to value of what would be sent to an address. */
  at(url: string | URL): ReadonlyMap<string, string> {
    return new Map(this.#matching(new URL(url), sameSiteRequest).map(({ name, value }) => [name, value]));
  }

  /** What `document.cookie` shows to scripts of an address. */
  visibleToScripts(url: string | URL): ReadonlyMap<string, string> {
    return new Map(this.#matching(new URL(url), sameSiteRequest).filter(({ httpOnly }) => !httpOnly).map(({ name, value }) => [name, value]));
  }

  clear(): void {
    this.#kept = [];
  }
}
