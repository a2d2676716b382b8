// The thin layer around oidc-provider that changes what it answers: a personality's texts and the faults.
import type { KoaContextWithOIDC } from "oidc-provider";
import type { RigClient } from "./clients";
import { overlaid, type Faults } from "./faults";
import { placesOf, type Personality } from "./personality";
import type { SigningKey } from "./signingKey";
import { spoilIdToken } from "./tokenFaults";

export interface Rewriting {
  readonly personality: Personality;
  readonly origin: string;
  readonly faults: Faults;
  /** How far its clock is from the system's. */
  readonly skewSeconds: () => number;
  readonly clients: readonly RigClient[];
  readonly signingKey: () => SigningKey;
}

type Body = Record<string, unknown>;

function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null;
}

function elsewhere(issuer: string): string {
  return issuer.replace("//localhost", "//evil.example");
}

function refuseClient(ctx: KoaContextWithOIDC, { challenges, text, refusedClient = { status: 401, error: "invalid_client" } }: Personality): void {
  ctx.status = refusedClient.status;
  ctx.body = { error: refusedClient.error, error_description: text.invalidClient };
  if (challenges) ctx.set("www-authenticate", 'Basic realm="client"');
  else ctx.remove("www-authenticate");
}

function tokenAnswer(ctx: KoaContextWithOIDC, body: Body, { personality, faults, skewSeconds, clients, signingKey }: Rewriting): void {
  if (body["error"] === "invalid_client") refuseClient(ctx, personality);
  else if (typeof body["id_token"] === "string") {
    const client = clients.find(({ clientId }) => clientId === ctx.oidc.client?.clientId);
    ctx.body = overlaid({ ...body, id_token: spoilIdToken(body["id_token"], faults, { key: signingKey(), client, skewSeconds: skewSeconds() }) }, faults.tokenAnswer);
  }
}

/** What is sent back to the application's redirect URI, which the library has found to be registered. */
function authorizationAnswer(ctx: KoaContextWithOIDC, { personality, faults, origin }: Rewriting): void {
  const location = ctx.response.get("location");
  if (location === "" || !URL.canParse(location)) return;
  const url = new URL(location);
  if (url.origin === origin) return;
  const { pkceRequired } = personality.text;
  if (faults.authorizationError) {
    url.searchParams.set("error", faults.authorizationError.error);
    url.searchParams.set("error_description", faults.authorizationError.description);
  } else if (pkceRequired !== undefined && /PKCE/.test(url.searchParams.get("error_description") ?? "")) url.searchParams.set("error_description", pkceRequired);
  ctx.set("location", url.href);
}

export function rewriteResponses(rewriting: Rewriting) {
  const { faults, personality } = rewriting;
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    if (ctx.path === personality.routes.authorization) authorizationAnswer(ctx, rewriting);
    const body: unknown = ctx.body;
    if (!isBody(body)) return;
    if (ctx.path === personality.routes.token && ctx.method === "POST") tokenAnswer(ctx, body, rewriting);
    else if (ctx.path === personality.routes.userinfo && body["error"] === undefined) ctx.body = overlaid(body, faults.userinfo);
    else if (ctx.path === personality.routes.jwks) ctx.body = overlaid(body, faults.jwks);
    else if (ctx.path.startsWith("/.well-known/") && typeof body["issuer"] === "string") {
      const issuer = faults.wrongIssuer === false ? body["issuer"] : faults.wrongIssuer === true ? elsewhere(body["issuer"]) : faults.wrongIssuer;
      const { discovery } = personality;
      const document = "whole" in discovery ? discovery.whole(placesOf(personality, rewriting.origin)) : body;
      ctx.body = overlaid({ ...document, issuer }, faults.discovery);
    }
  };
}

/**
 * Is a client refused at the token endpoint before anything is looked up for it, its code unspent?
 * oidc-provider takes basic for post and the reverse; the vendors hold a client to what its registration says.
 */
export function isRefusedClient(ctx: KoaContextWithOIDC | undefined, client: RigClient, { faults, personality }: Pick<Rewriting, "faults" | "personality">): boolean {
  if (ctx?.path !== personality.routes.token || ctx.method !== "POST") return false;
  return faults.wrongSecret || client.authMethod !== usedAuthMethod(ctx).authMethod;
}

/** How a token request named its client, and what it asked for. */
export function usedAuthMethod(ctx: KoaContextWithOIDC): { authMethod: string; grantType?: string } {
  const sent: unknown = ctx.oidc.body;
  const form = isBody(sent) ? sent : {};
  const grantType = form["grant_type"];
  const authMethod = /^basic /i.test(ctx.get("authorization"))
    ? "client_secret_basic"
    : form["client_secret"] !== undefined
      ? "client_secret_post"
      : form["client_assertion"] !== undefined
        ? "private_key_jwt"
        : "none";
  return { authMethod, ...(typeof grantType === "string" ? { grantType } : {}) };
}
