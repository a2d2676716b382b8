// The address of a person's own tunnel or reverse proxy (S17): pure, for the schema and for what is typed.

/** What a typed address comes to. `host`: the Host header that the tunnel sends instead of the address's own. */
export interface CustomAddress {
  readonly origin: string;
  readonly host?: string | undefined;
}

export type CustomAddressInput = { readonly ok: true; readonly address: CustomAddress } | { readonly ok: false; readonly problem: "notUrl" | "notHttps" | "path" | "host" };

/** An origin as a browser writes it: https, or http on loopback. */
export function isCustomOrigin(text: string): boolean {
  const read = readOrigin(text);
  return read.ok && read.origin === text;
}

/** `name` or `name:port`, in lower case, as it stands in a Host header. */
export function isHostHeader(text: string): boolean {
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/.test(text) || !URL.canParse(`https://${text}/`)) return false;
  const { host, port } = new URL(`https://${text}/`);
  return host === text || (port === "" && `${host}:443` === text);
}

/** Reads "https://app.acme.com" and, behind it, the Host header that the tunnel sends: "app.acme.com localhost:41731". */
export function customAddressFromInput(input: string): CustomAddressInput {
  const [typed = "", host, ...more] = input.trim().split(/\s+/);
  const read = readOrigin(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`);
  if (!read.ok) return read;
  const inner = host?.toLowerCase();
  if (more.length > 0 || (inner !== undefined && !isHostHeader(inner))) return { ok: false, problem: "host" };
  return { ok: true, address: inner === undefined || inner === new URL(read.origin).host ? { origin: read.origin } : { origin: read.origin, host: inner } };
}

export function inputFromCustomAddress({ origin, host }: CustomAddress): string {
  return host === undefined ? origin : `${origin} ${host}`;
}

function readOrigin(text: string): { readonly ok: true; readonly origin: string } | { readonly ok: false; readonly problem: "notUrl" | "notHttps" | "path" } {
  if (!URL.canParse(text)) return { ok: false, problem: "notUrl" };
  const url = new URL(text);
  const loopback = url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(url.hostname);
  if (url.username !== "" || url.password !== "" || url.hostname.includes("*")) return { ok: false, problem: "notUrl" };
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) return { ok: false, problem: "notHttps" };
  return url.pathname === "/" && url.search === "" && url.hash === "" ? { ok: true, origin: url.origin } : { ok: false, problem: "path" };
}
