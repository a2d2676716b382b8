// A look-alike provider that answers whoever comes, and a wire that is watched: every request that leaves or arrives, searched for a secret.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { HostFetch } from "../../src/shares/providerChannel";
import { listenOnLoopback } from "./upstreams/listening";

/** One request as it went over the wire, in one text: its address, headers and body. */
export interface OnTheWire {
  readonly at: string;
  readonly text: string;
}

/** A provider of an attacker's own: its document names itself, or whatever it is told, and every code is taken. */
export async function startLookAlike() {
  const seen: OnTheWire[] = [];
  const says: { issuer?: string; token?: string } = {};
  const { port, close } = await listenOnLoopback(() => createServer((request, response) => void answer(request, response).catch(() => response.destroy())));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = request.rawHeaders.join("\n");
    seen.push({ at: `look-alike ${request.url ?? ""}`, text: `${request.method ?? ""} ${request.url ?? ""}\n${headers}\n\n${Buffer.concat(chunks).toString("utf8")}` });
    // As the one who asked calls it: a name that was led here is answered under that name.
    const origin = request.headers["x-called"]?.toString() ?? `http://${request.headers.host ?? ""}`;
    const url = new URL(request.url ?? "/", origin);
    const json = (status: number, body: object) => void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url.pathname.endsWith("/.well-known/openid-configuration")) {
      const issuer = says.issuer ?? origin;
      json(200, { issuer, authorization_endpoint: `${origin}/authorize`, token_endpoint: says.token ?? `${origin}/token`, jwks_uri: `${origin}/keys`, userinfo_endpoint: `${origin}/me`, response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["RS256"], token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"], code_challenge_methods_supported: ["S256"] });
    } else if (url.pathname === "/authorize") {
      const back = new URL(url.searchParams.get("redirect_uri") ?? "about:blank");
      back.searchParams.set("code", "stolen-code");
      back.searchParams.set("state", url.searchParams.get("state") ?? "");
      back.searchParams.set("iss", says.issuer ?? origin);
      response.writeHead(302, { location: back.href }).end();
    } else if (url.pathname === "/keys") json(200, { keys: [] });
    else json(400, { error: "invalid_grant" });
  }

  return { port, seen, says, close };
}

/**
 * What the extension host asks, written down before it leaves. https names lead to the look-alike, whatever they are.
 *
 * @param look the look-alike's port
 */
export function watchedFetch(look: number, seen: OnTheWire[]): HostFetch {
  return (address, init) => {
    const url = new URL(address);
    const headers = new Headers(init.headers);
    seen.push({ at: address, text: `${init.method ?? ""} ${address}\n${[...headers].flat().join("\n")}\n\n${typeof init.body === "string" ? init.body : init.body instanceof URLSearchParams ? init.body.toString() : ""}` });
    if (url.protocol !== "https:") return fetch(address, init);
    headers.set("x-called", url.origin);
    return fetch(`http://127.0.0.1:${look}${url.pathname}${url.search}`, { ...init, headers });
  };
}

/** Where a secret was: plain, encoded for an address or form, in base64 wherever it begins there, in hex, and in these within each other. */
export function carrying(seen: readonly OnTheWire[], secret: string): readonly string[] {
  // Of three bytes base64 makes four characters: the first and last few depend on the neighbours.
  const within = ["", "a", "aa"].map((before) => Buffer.from(before + secret).toString("base64").slice(before === "" ? 0 : 4, -4));
  const forms = [secret, JSON.stringify(secret).slice(1, -1), ...within, ...within.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
  const hex = Buffer.from(secret).toString("hex");
  const holds = (text: string) => forms.some((form) => text.includes(form)) || text.toLowerCase().includes(hex);
  return seen.filter(({ text }) => readings(text).some(holds)).map(({ at }) => at);
}

/** A text as it stands, and as whoever gets it may read it: decoded, up to three times. */
function readings(text: string, depth = 3): readonly string[] {
  if (depth === 0) return [text];
  const unescaped = text.replaceAll("+", " ").replace(/(%[0-9a-f]{2})+/gi, decoded);
  const words = [...text.matchAll(/[A-Za-z0-9+/_-]{12,}/g)].map(([word]) => Buffer.from(word, "base64").toString("utf8"));
  return [text, ...[unescaped, text.replace(/(%[0-9a-f]{2})+/gi, decoded), ...words].filter((other) => other !== text).flatMap((other) => readings(other, depth - 1))];
}

function decoded(escapes: string): string {
  return Buffer.from(escapes.replaceAll("%", ""), "hex").toString("utf8");
}
