// Origins whose pages may use a share as its own do (S7): exact, typed by hand.
import * as z from "zod";

export const mostOrigins = 20;

export const allowedOriginsSchema = z.array(z.string().max(300).refine((origin) => normaliseOrigin(origin) === origin)).max(mostOrigins);

export type OriginProblem = "wildcard" | "http" | "notAnOrigin" | "tooMany";
export type OriginsInput = { readonly ok: true; readonly origins: readonly string[] } | { readonly ok: false; readonly problem: OriginProblem; readonly entry: string };

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** An origin as browsers send it (RFC 6454, section 6.1): https, or http on this machine. Undefined when it is none; `null` and `*` are none. */
export function normaliseOrigin(typed: string): string | undefined {
  if (!/^https?:\/\/[^\s/?#@\\*%]+\/?$/i.test(typed) || !URL.canParse(typed)) return undefined;
  const { protocol, hostname, origin } = new URL(typed);
  if (hostname === "" || hostname.endsWith(".") || (protocol === "http:" && !loopback.has(hostname))) return undefined;
  return origin;
}

/** Reads "https://app.acme.com, http://localhost:5173" as typed: divided by commas, semicolons or white space. The first entry that can't be allowed is named. */
export function originsFromInput(input: string): OriginsInput {
  const origins = new Set<string>();
  for (const entry of input.split(/[\s,;]+/).filter((each) => each !== "")) {
    const origin = normaliseOrigin(entry);
    if (origin === undefined) return { ok: false, problem: problemOf(entry), entry };
    origins.add(origin);
    if (origins.size > mostOrigins) return { ok: false, problem: "tooMany", entry };
  }
  return { ok: true, origins: [...origins] };
}

export function inputFromOrigins(origins: readonly string[]): string {
  return origins.join(", ");
}

function problemOf(entry: string): OriginProblem {
  if (entry.includes("*")) return "wildcard";
  return /^http:/i.test(entry) && normaliseOrigin(entry.replace(/^http:/i, "https:")) !== undefined ? "http" : "notAnOrigin";
}
