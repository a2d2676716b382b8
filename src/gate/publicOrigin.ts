/** The address under which visitors know the share. It comes from the tunnel, never from headers. */
export interface PublicOrigin {
  /** As a browser writes it in `Origin`. */
  readonly origin: string;
  /** As a browser writes it in `Host`: lower case, a port unless it is the scheme's own. */
  readonly host: string;
  readonly scheme: "http" | "https";
  /** The Host header that a tunnel of the person's own sends instead; never believed for more than reaching the gate (S17). */
  readonly innerHost?: string;
}

/** @param address an origin, with or without a final slash. @throws Error when it is none, or http anywhere but on loopback */
export function publicOrigin(address: string): PublicOrigin {
  const url = new URL(address);
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username !== "") throw new Error("A public origin has no path.");
  const loopback = url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d+){3}$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) throw new Error("A public origin is https, or http on loopback.");
  return { origin: url.origin, host: url.host, scheme: url.protocol === "https:" ? "https" : "http" };
}
