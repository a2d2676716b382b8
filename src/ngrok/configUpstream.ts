// Where a tunnel or endpoint of ngrok's configuration leads, in all of its forms (docs: agent/config v2 `addr`, v3 `upstream.url`).

/** `otherHost`: not on this machine. `notHttp`: a scheme that carries no web pages. `files`: a folder. `unreadable`: none of its forms. */
export type UpstreamRefusal = "otherHost" | "notHttp" | "files" | "unreadable";

export type ConfigUpstream =
  | { readonly ok: true; readonly scheme: "http" | "https"; readonly port: number; /** A path that ngrok puts in front of what visitors ask for. */ readonly path: boolean }
  | { readonly ok: false; readonly why: UpstreamRefusal; readonly host?: string };

const thisMachine = new Set(["localhost", "127.0.0.1", "[::1]", "0.0.0.0"]);

/** @param value as YAML has it: `8080`, `"8080"`, `localhost:8080`, `http://localhost:8080`, `https://localhost`, `https://`, `app.local` */
export function configUpstream(value: unknown): ConfigUpstream {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  const bare = /^:?(\d{1,5})$/.exec(text)?.[1];
  if (bare !== undefined) return at("http", Number(bare), false);
  const [, named, rest = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text) ?? [];
  const scheme = named?.toLowerCase() ?? "http";
  if (scheme === "file") return { ok: false, why: "files" };
  if (scheme !== "http" && scheme !== "https") return { ok: false, why: "notHttp" };
  if (rest === "") return named === undefined ? { ok: false, why: "unreadable" } : at(scheme, usual[scheme], false);
  const url = URL.parse(`${scheme}://${rest}`);
  // A URL parser cuts at a backslash and drops tabs: what it would change is read by nobody alike.
  if (!url || /[\s\\@]/.test(rest)) return { ok: false, why: "unreadable" };
  if (!thisMachine.has(url.hostname)) return { ok: false, why: "otherHost", host: url.hostname };
  return at(scheme, url.port === "" ? usual[scheme] : Number(url.port), url.pathname !== "/" || url.search !== "");
}

const usual = { http: 80, https: 443 } as const;

function at(scheme: "http" | "https", port: number, path: boolean): ConfigUpstream {
  return port >= 1 && port <= 65_535 ? { ok: true, scheme, port, path } : { ok: false, why: "unreadable" };
}
