import { managedDomains } from "./managedDomains";

export type DomainProblem = "domain.empty" | "domain.wildcard" | "domain.internal" | "domain.notHttps" | "domain.more" | "domain.base" | "domain.local" | "domain.notOne";

export type DomainInput =
  /** `subdomain`: a bare name was typed, as the guides' subdomain. */
  { readonly ok: true; readonly domain: string; readonly subdomain: boolean } | { readonly ok: false; readonly problem: DomainProblem };

/** Below which a bare name is meant: what `--subdomain` gave, where ngrok offers names of one's choice today. */
export const subdomainBase = "ngrok.app";

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const hostName = new RegExp(`^(?:${label}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`);

/**
 * Reads the name of an address as typed or pasted: `acme.ngrok.app`, the whole `https://…`, or a bare `acme`.
 * Whether it is the account's, ngrok alone knows (ERR_NGROK_319, 320).
 */
export function domainFromInput(text: string): DomainInput {
  const typed = text.trim().toLowerCase();
  if (typed === "") return { ok: false, problem: "domain.empty" };
  const [, scheme, rest = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/s.exec(typed) ?? [];
  if (scheme !== undefined && scheme !== "https") return { ok: false, problem: "domain.notHttps" };
  const bare = rest.replace(/\/$/, "").replace(/\.$/, "");
  if (/[/?#@]/.test(bare) || /:\d*$/.test(bare)) return { ok: false, problem: "domain.more" };
  if (bare.includes("*")) return { ok: false, problem: "domain.wildcard" };
  const name = ascii(bare);
  if (name === undefined || name.length > 253) return { ok: false, problem: "domain.notOne" };
  if (name === "localhost" || /^[\d.]+$|^\[/.test(name) || /\.(localhost|local|test|invalid|example)$/.test(name)) return { ok: false, problem: "domain.local" };
  if (name === "internal" || name.endsWith(".internal")) return { ok: false, problem: "domain.internal" };
  if ((managedDomains as readonly string[]).includes(name) || name === "ngrok.com" || name.endsWith(".ngrok.com")) return { ok: false, problem: "domain.base" };
  if (new RegExp(`^${label}$`).test(name)) return { ok: true, domain: `${name}.${subdomainBase}`, subdomain: true };
  return hostName.test(name) ? { ok: true, domain: name, subdomain: false } : { ok: false, problem: "domain.notOne" };
}

/** As it goes over the wire: `xn--…` for letters beyond ASCII. */
function ascii(name: string): string | undefined {
  if (/^[\x21-\x7e]*$/.test(name)) return name;
  if (/[\s\p{Cc}\p{Cf}]/u.test(name)) return undefined;
  const url = `https://${name}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
