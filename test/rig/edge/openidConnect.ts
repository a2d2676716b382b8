/**
 * The `openid-connect` action: a relying party of its own, as ngrok's edge is one. The provider always comes back to
 * https://idp.ngrok.com/oauth2/callback; from there a ticket carries the visitor to the share's origin. No PKCE.
 */
import { createHash, randomBytes } from "node:crypto";
import * as client from "openid-client";
import type { OidcVariables } from "./cel";
import { cookieValues, errorPage, redirect, type EdgeAnswer, type HeaderLine, type VisitorRequest } from "./message";
import { NgrokError } from "./ngrokError";
import { callbackUrl, discover, exchange, SignInError } from "./relyingParty";
import type { OpenidConnectConfig } from "./trafficPolicy";

/** An origin that an `openid-connect` action guards. */
export interface Site {
  readonly origin: string;
  readonly config: OpenidConnectConfig;
}

interface Attempt {
  readonly site: Site;
  /** Of the cookie that binds the sign-in to one browser. */
  readonly cookie: string;
  /** Of the ID token. */
  readonly nonce: string;
  readonly returnTo: string;
}

/** A sign-in, as ngrok's API lists it. */
export interface VisitorSession {
  readonly id: string;
  readonly origin: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly endsAt: number;
}

interface SignedIn {
  readonly id: string;
  readonly origin: string;
  readonly key: string;
  readonly variables: OidcVariables;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

const cookieAttributes = "Path=/; HttpOnly; Secure; SameSite=Lax";
const defaultSessionMs = 24 * 60 * 60 * 1000;
const mostAttempts = 10_000;

export class OpenidConnect {
  readonly #attempts = new Map<string, Attempt>();
  readonly #tickets = new Map<string, { readonly attempt: Attempt; readonly variables: OidcVariables }>();
  readonly #sessions = new Map<string, SignedIn>();

  /** At bind time. @throws NgrokError 2227 when the issuer gives no discovery document or names itself otherwise. */
  async checkIssuer(config: OpenidConnectConfig): Promise<void> {
    try {
      await discover(config);
    } catch (error) {
      throw new NgrokError("ERR_NGROK_2227", `The issuer URL '${config.issuerUrl}' did not return a valid OpenID discovery document: ${error instanceof Error ? error.message : "it failed"}`);
    }
  }

  /** The variables of whoever is signed in at this site with this browser. */
  visitorOf(site: Site, { headers }: VisitorRequest): OidcVariables | undefined {
    return cookieValues(headers, cookieName("session", site))
      .map((value) => this.#sessions.get(hash(value)))
      .find((session) => session?.key === siteKey(site) && session.endsAt > Date.now())?.variables;
  }

  /** The answer to the paths that ngrok serves itself beside the action; undefined for any other. */
  async ownPath(site: Site, request: VisitorRequest): Promise<EdgeAnswer | undefined> {
    const url = new URL(request.target, site.origin);
    // As documented for oauth: with an auth_id, "you must use /ngrok/login?auth_id=…".
    const meant = (url.searchParams.get("auth_id") ?? "") === site.config.authId;
    switch (url.pathname) {
      case "/ngrok/login":
        return meant ? this.#redirectToIssuer(site, request, "/", { prompt: "login" }) : unknownAuthId();
      case "/ngrok/logout":
        return meant ? this.#logout(site, request) : unknownAuthId();
      case "/ngrok/session":
        return this.#openSession(site, request, url.searchParams.get("ticket") ?? "");
      default:
        return undefined;
    }
  }

  /** Nobody is signed in: to the issuer. */
  begin(site: Site, request: VisitorRequest): Promise<EdgeAnswer> {
    return this.#redirectToIssuer(site, request, request.method === "GET" && request.target.startsWith("/") ? request.target : "/", {});
  }

  /** What idp.ngrok.com answers when the provider sends a browser back; `target` is path and query. */
  async callback(target: string): Promise<EdgeAnswer> {
    const url = new URL(target, callbackUrl);
    if (url.pathname !== new URL(callbackUrl).pathname) return errorPage(404, "ERR_NGROK_3200", "There is nothing here.");
    const state = url.searchParams.get("state") ?? "";
    const attempt = this.#attempts.get(state);
    this.#attempts.delete(state);
    if (attempt === undefined) return errorPage(400, "ERR_NGROK_5209", "The sign-in was not finished in time.");
    const error = url.searchParams.get("error");
    if (error !== null) return errorPage(403, "ERR_NGROK_5211", `The identity provider answered ${error}: ${url.searchParams.get("error_description") ?? "no details"}`);
    try {
      const variables = await exchange(attempt.site.config, url, { state, nonce: attempt.nonce });
      const ticket = random();
      this.#tickets.set(ticket, { attempt, variables });
      return redirect(`${attempt.site.origin}/ngrok/session?ticket=${ticket}`);
    } catch (failure) {
      if (failure instanceof SignInError) return errorPage(failure.status, failure.code, failure.message);
      throw failure;
    }
  }

  get sessions(): readonly VisitorSession[] {
    return [...this.#sessions.values()]
      .filter(({ endsAt }) => endsAt > Date.now())
      .map(({ id, origin, endsAt, variables: { identity } }) => ({ id, origin, userId: identity.id, email: identity.email, name: identity.name, endsAt }));
  }

  /** Ends every session, or one, as deleting them through ngrok's API would. */
  forget(id?: string): void {
    for (const [value, session] of this.#sessions) if (id === undefined || session.id === id) this.#sessions.delete(value);
  }

  async #redirectToIssuer(site: Site, request: VisitorRequest, returnTo: string, extra: Readonly<Record<string, string>>): Promise<EdgeAnswer> {
    let provider: client.Configuration;
    try {
      provider = await discover(site.config);
    } catch {
      return errorPage(502, "ERR_NGROK_5208", "The identity provider's metadata could not be fetched.");
    }
    // A browser that already has the cookie keeps it: two tabs may be signing in at once.
    const cookie = cookieValues(request.headers, cookieName("nonce", site)).find((value) => value.length === random().length) ?? random();
    const attempt: Attempt = { site, cookie, nonce: random(), returnTo };
    const state = random();
    if (this.#attempts.size >= mostAttempts) this.#attempts.clear();
    this.#attempts.set(state, attempt);
    const location = client.buildAuthorizationUrl(provider, {
      response_type: "code",
      redirect_uri: callbackUrl,
      scope: site.config.scopes.length === 0 ? "openid" : site.config.scopes.join(" "),
      nonce: attempt.nonce,
      state,
      ...site.config.authzUrlParams,
      ...extra,
    });
    return redirect(location.href, [setCookie("nonce", site, cookie)]);
  }

  #openSession(site: Site, request: VisitorRequest, ticket: string): EdgeAnswer {
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    const sameBrowser = found !== undefined && cookieValues(request.headers, cookieName("nonce", site)).includes(found.attempt.cookie);
    if (!sameBrowser || siteKey(found.attempt.site) !== siteKey(site)) {
      return errorPage(400, "ERR_NGROK_5209", "The sign-in was not finished in time, or in another browser.");
    }
    const value = random();
    const endsAt = Date.now() + (site.config.maxSessionMs ?? defaultSessionMs);
    this.#sessions.set(hash(value), { id: `as_${randomBytes(12).toString("hex")}`, origin: site.origin, key: siteKey(site), variables: found.variables, endsAt });
    return redirect(`${site.origin}${found.attempt.returnTo}`, [setCookie("session", site, value), clearCookie("nonce", site)]);
  }

  #logout(site: Site, { headers }: VisitorRequest): EdgeAnswer {
    for (const value of cookieValues(headers, cookieName("session", site))) this.#sessions.delete(hash(value));
    return {
      status: 200,
      headers: [["content-type", "text/html; charset=utf-8"], clearCookie("session", site)],
      body: "<!doctype html><title>Signed out</title><p>You are signed out.</p>\n",
    };
  }
}

/** What a session belongs to: another auth_id, client or issuer at the same address knows nothing of it. */
function siteKey({ origin, config }: Site): string {
  return JSON.stringify([origin, config.authId, config.issuerUrl, config.clientId]);
}

/** Assumption: ngrok's cookies carry the auth_id in their name. That also keeps shares on one host apart, since cookies don't know ports. */
function cookieName(kind: "session" | "nonce", { config }: Site): string {
  return config.authId === "" ? kind : `${kind}-${config.authId}`;
}

function unknownAuthId(): EdgeAnswer {
  return errorPage(404, "ERR_NGROK_3200", "No sign-in of this auth_id is here.");
}

function setCookie(kind: "session" | "nonce", site: Site, value: string): HeaderLine {
  return ["set-cookie", `${cookieName(kind, site)}=${value}; ${cookieAttributes}`];
}

function clearCookie(kind: "session" | "nonce", site: Site): HeaderLine {
  return ["set-cookie", `${cookieName(kind, site)}=; ${cookieAttributes}; Max-Age=0`];
}

function random(): string {
  return randomBytes(24).toString("base64url");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

