// A real OpenID provider on loopback http, dressed as one of the fourteen that the product knows, with switches for faults.
import { randomBytes } from "node:crypto";
import type { EventEmitter } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import { listenOnLoopback, type Listening } from "../upstreams/listening";
import { confidentialClient, publicClient, toRigClient, type ClientOptions, type RigClient } from "./clients";
import { configurationFor } from "./configuration";
import { actBefore, noFaults, type Endpoint, type Faults } from "./faults";
import { answerInteraction } from "./interactions";
import { loadOidcProvider } from "./oidcProvider";
import { mountOf, personalities, type PersonalityName } from "./personality";
import { errorPage } from "./page";
import { isRefusedClient, rewriteResponses, usedAuthMethod } from "./rewriteResponses";
import { newSigningKey, type SigningKey } from "./signingKey";
import { memoryStorage } from "./storage";
import { defaultUsers, type RigUser } from "./users";

export interface ProviderOptions {
  readonly personality: PersonalityName;
  readonly port?: number;
  /** Default: `confidentialClient` and `publicClient`, without redirect URIs. */
  readonly clients?: readonly ClientOptions[];
  readonly users?: readonly RigUser[];
  /** By what it says the time, in its tokens and answers. Default: the system's. */
  readonly clock?: { now(): number };
  /** True: claims of scopes come from userinfo only. Default: only for `generic`. */
  readonly conformIdTokenClaims?: boolean;
  /** Clients may be registered and managed (RFC 7591, RFC 7592) by who has this initial access token. */
  readonly initialAccessToken?: string;
  /** Answers what is below this path at the provider's own origin, as an API beside it does. */
  readonly beside?: { readonly path: string; readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void> };
}

/** One request that came in; the query, which holds secrets, is left out. */
export interface ProviderRequest {
  readonly method: string;
  readonly path: string;
  /** How the client of a token request named itself. */
  authMethod?: string;
  grantType?: string;
  status?: number;
}

export interface RunningProvider {
  readonly personality: PersonalityName;
  /** The exact `issuer`, with or without a slash. */
  readonly issuer: string;
  readonly origin: string;
  readonly port: number;
  readonly clients: RigClient[];
  readonly users: readonly RigUser[];
  readonly faults: Faults;
  readonly log: ProviderRequest[];
  /** What went wrong inside the provider itself; empty in a sound run, failed back-channel calls included. */
  readonly problems: unknown[];
  endpoint(name: Endpoint | "end_session"): string;
  /** Adds an exact redirect URI, to every client when none is named. */
  register(redirectUri: string, clientId?: string): void;
  /** Adds an address to which `end_session_endpoint` may send people back, to every client when none is named. */
  registerPostLogout(uri: string, clientId?: string): void;
  /** Signs with a new key from now on. The old one stays published unless it is dropped. */
  rotateKeys(options?: { readonly dropOld?: boolean }): Promise<void>;
  /** Refuses connections and ends the open ones. Sessions are kept. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  close(): Promise<void>;
}

const discoveryPath = "/.well-known/openid-configuration";

export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const library = await loadOidcProvider();
  const personality = personalities[options.personality];
  const clients = (options.clients ?? [confidentialClient, publicClient]).map(toRigClient);
  const users = options.users ?? defaultUsers;
  const faults = noFaults();
  const skewSeconds = () => faults.clockSkewSeconds + (options.clock === undefined ? 0 : Math.floor((options.clock.now() - Date.now()) / 1000));
  const log: ProviderRequest[] = [];
  const problems: unknown[] = [];
  const entries = new WeakMap<IncomingMessage, ProviderRequest>();
  // The library's present request; its types know nothing of it (9.12).
  const present = library.Provider as unknown as { readonly ctx: KoaContextWithOIDC | undefined };
  const storage = memoryStorage(clients, (client) => isRefusedClient(present.ctx, client, { faults, personality }));
  const cookieKey = randomBytes(24).toString("base64url");
  const mount = mountOf(personality);
  // Below the issuer, even where nothing else is.
  const documentAt = `${personality.issuerPath.replace(/\/$/, "")}${discoveryPath}`;
  let keys: readonly SigningKey[] = [await newSigningKey()];

  // Late bound: the issuer needs the port, which is known once the listener is up.
  let handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => void response.writeHead(503).end();
  const makeServer = () => createServer((request, response) => handle(request, response));
  let listening: Listening = await listenOnLoopback(makeServer, options.port ?? 0);
  let letGo: () => void = () => undefined;
  const { port } = listening;
  const origin = `http://localhost:${port}`;
  const issuer = `${origin}${personality.issuerPath}`;

  function makeProvider(): Provider {
    const provider = new library.Provider(
      issuer,
      configurationFor(library, {
        personality,
        issuer,
        mount,
        users,
        faults,
        storage,
        keys: keys.map(({ jwk }) => jwk),
        cookies: { prefix: `idp_${port}`, key: cookieKey },
        conformIdTokenClaims: options.conformIdTokenClaims ?? personality.conformIdTokenClaims,
        initialAccessToken: options.initialAccessToken,
      }),
    );
    provider.use(rewriteResponses({ personality, origin, faults, skewSeconds, clients, signingKey: () => keys[0]! }));
    provider.use(async (ctx, next) => {
      await next();
      const entry = entries.get(ctx.req);
      if (entry === undefined || ctx.method !== "POST" || ctx.path !== personality.routes.token) return;
      Object.assign(entry, usedAuthMethod(ctx as unknown as KoaContextWithOIDC));
    });
    provider.on("server_error", (_ctx, error) => void problems.push(error));
    provider.on("backchannel.error", (_ctx, error) => void problems.push(error));
    (provider as EventEmitter).on("error", (error: unknown) => void problems.push(error));
    return provider;
  }
  let provider = makeProvider();
  let callback = provider.callback();

  const endpoints = new Map<string, Endpoint>([
    [discoveryPath, "discovery"],
    [personality.routes.authorization, "authorization"],
    [personality.routes.token, "token"],
    [personality.routes.jwks, "jwks"],
    [personality.routes.userinfo, "userinfo"],
  ]);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const whole = request.url ?? "/";
    const path = whole.split("?", 1)[0]!;
    const entry: ProviderRequest = { method: request.method ?? "", path };
    log.push(entry);
    entries.set(request, entry);
    response.once("finish", () => void (entry.status = response.statusCode));
    const skew = skewSeconds();
    if (skew !== 0) response.setHeader("date", new Date(Date.now() + skew * 1000).toUTCString());
    if (options.beside !== undefined && path.startsWith(options.beside.path)) return options.beside.handle(request, response);
    if (typeof personality.showsErrors === "function" && path === new URL(personality.showsErrors("", origin)).pathname) {
      response.writeHead(400, { "content-type": "text/html; charset=utf-8" }).end(errorPage(new URL(whole, origin)));
      return;
    }
    const isDocument = path === documentAt;
    if (!isDocument && (!path.startsWith(`${mount}/`) || path === `${mount}${discoveryPath}`)) return void response.writeHead(404).end();
    const inner = isDocument ? discoveryPath : path.slice(mount.length);
    const endpoint = endpoints.get(inner);
    if (endpoint !== undefined && (await actBefore(faults, endpoint, { request, response }))) return;
    // As a framework does for a mounted application: the library builds its addresses from the two.
    const beyond = isDocument ? `${discoveryPath}${whole.slice(documentAt.length)}` : whole.slice(mount.length);
    Object.assign(request, { originalUrl: `${mount}${beyond}`, url: beyond });
    if (inner.startsWith("/interaction/")) return answerInteraction({ provider, personality, users, faults }, { request, response, action: path });
    await callback(request, response);
  }
  handle = (request, response) => {
    answer(request, response).catch((error: unknown) => {
      problems.push(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  };

  const named = (clientId: string | undefined) => {
    const found = clients.filter((client) => clientId === undefined || client.clientId === clientId);
    if (found.length === 0) throw new Error(`no client ${clientId ?? ""}`);
    return found;
  };
  return {
    personality: options.personality,
    issuer,
    origin,
    port,
    clients,
    users,
    faults,
    log,
    problems,
    endpoint: (name) => (name === "discovery" ? `${origin}${documentAt}` : `${origin}${mount}${personality.routes[name]}`),
    register(redirectUri, clientId) {
      for (const client of named(clientId)) if (!client.redirectUris.includes(redirectUri)) client.redirectUris.push(redirectUri);
    },
    registerPostLogout(uri, clientId) {
      for (const client of named(clientId)) if (!client.postLogoutRedirectUris.includes(uri)) client.postLogoutRedirectUris.push(uri);
    },
    async rotateKeys({ dropOld = false } = {}) {
      keys = [await newSigningKey(), ...(dropOld ? [] : keys)];
      provider = makeProvider();
      callback = provider.callback();
    },
    async goDown() {
      letGo = await listening.refuse();
    },
    async comeUp() {
      await listening.close();
      listening = await listenOnLoopback(makeServer, port);
      letGo();
    },
    async close() {
      await listening.close();
      letGo();
    },
  };
}
