const wellKnown = /\/?\.well-known\/(openid-configuration|oauth-authorization-server).*$/;

/**
 * A typed or pasted address as https, without query, fragment, credentials and `.well-known` part; its path kept byte for byte.
 * http is kept for loopback alone. Undefined when it is no address.
 */
export function httpsAddress(input: string): URL | undefined {
  const typed = input.trim().replace(/^<|>$/g, "");
  if (typed === "" || /\s/.test(typed)) return undefined;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(withScheme)) return undefined;
  const url = new URL(withScheme);
  const loopback = isLoopbackHost(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) {
    if (url.protocol !== "http:") return undefined;
    url.protocol = "https:";
  }
  if (!loopback && !url.hostname.includes(".")) return undefined;
  url.username = "";
  url.password = "";
  url.search = "";
  url.hash = "";
  url.pathname = url.pathname.replace(wellKnown, "");
  return url;
}

/** A whole host, or only the name before it: `acme`, `acme.okta.com`. Loopback stays what it is. */
export function hostFromName(input: string, suffix: string): string {
  const typed = input.trim();
  return /^[a-z0-9][a-z0-9-]*$/i.test(typed) && typed.toLowerCase() !== "localhost" ? `${typed}.${suffix}` : typed;
}

/** The address up to the end of what `pattern` finds in its path, or with the path that is given where it finds nothing. */
export function upTo(url: URL, pattern: RegExp, otherwise: string): string {
  return `${url.origin}${pattern.exec(url.pathname)?.[0] ?? otherwise}`;
}

export function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || /^127(\.\d{1,3}){3}$/.test(hostname) || hostname === "[::1]" || hostname === "::1";
}
