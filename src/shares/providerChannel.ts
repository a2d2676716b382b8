// What the agent process may reach through the extension host: the provider's discovery document and the endpoints that it names (S20).
import * as z from "zod";
import { boundedText } from "../base/boundedText";
import { abortable, withDeadline } from "../base/deadline";
import { toDisposable, type Disposable } from "../base/disposable";
import { ExpectedError } from "../base/expectedError";
import { fetchFailure } from "../base/fetchFailure";
import type { OpenidRequest, OpenidResponse } from "../base/openidFetch";
import { assertPermittedAddress, resolveName, type Resolve } from "./permittedAddress";
import type { EndpointOrigins } from "./share";

const mostBytes = 1_000_000;
const mostMs = 10_000;

/** `fetch` as the extension host has it: it knows the corporate proxy and certificates. */
export type HostFetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ProviderChannelOptions {
  readonly fetch: HostFetch;
  /** True where certificates are not checked; then nothing is asked at all. */
  readonly certificateChecksOff: () => boolean;
  /** Every address of a name; the system's resolver when absent. */
  readonly resolve?: Resolve;
  /** What a discovery document names now, whether or not it is taken. @param url of the document */
  readonly sawEndpoints?: ((url: string, endpoints: EndpointOrigins) => void) | undefined;
}

const documentSchema = z.object({ issuer: z.string(), authorization_endpoint: z.url().optional().catch(undefined), token_endpoint: z.url(), jwks_uri: z.url(), userinfo_endpoint: z.url().optional() });

/** One discovery address for as long as somebody needs it. */
interface Allowed {
  readonly host: string;
  readonly grants: Set<Grant>;
  endpoints: { readonly token: string; readonly keys: string; readonly userinfo: string | undefined; readonly authorization: string | undefined } | undefined;
}

/** What one of those who need it has pinned, and whether they look at the sign-in page as a stranger. */
interface Grant {
  readonly pinned: EndpointOrigins | undefined;
  readonly authorization: boolean;
}

export function discoveryUrl(address: string): string {
  return `${address.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

export class ProviderChannel {
  /** By discovery address. */
  readonly #allowed = new Map<string, Allowed>();

  constructor(private readonly options: ProviderChannelOptions) {}

  /**
   * Opens the way to the discovery document below `address` and to the endpoints that it will name, until the answer is disposed.
   * Where origins are pinned, a document that names others is not taken. The authorization endpoint is the visitors' own to ask: it is
   * open only where a grant says so, for "Test SSO", and nothing secret goes there.
   */
  allow(address: string, pinned?: EndpointOrigins, { authorization = false }: { readonly authorization?: boolean } = {}): Disposable {
    const url = discoveryUrl(address);
    if (!URL.canParse(url)) throw new ExpectedError("oidc.issuerNotAllowed", { address });
    const entry = this.#allowed.get(url) ?? { host: new URL(url).hostname, grants: new Set(), endpoints: undefined };
    this.#allowed.set(url, entry);
    const grant = { pinned, authorization };
    entry.grants.add(grant);
    return toDisposable(() => {
      entry.grants.delete(grant);
      if (entry.grants.size === 0) this.#allowed.delete(url);
    });
  }

  async serve(request: OpenidRequest, signal: AbortSignal): Promise<OpenidResponse> {
    if (this.options.certificateChecksOff()) throw new ExpectedError("oidc.certificateChecksOff");
    const entry = this.#entryFor(request);
    const bounded = withDeadline(mostMs, signal);
    const response = await this.#ask(request, entry, bounded).catch((error: unknown) => {
      if (error instanceof ExpectedError || signal.aborted) throw error;
      throw new ExpectedError("oidc.issuerUnreachable", { host: hostOf(request.url), why: bounded.aborted ? `no answer within ${mostMs / 1000} s` : fetchFailure(error) }, { cause: error });
    });
    if (this.#allowed.get(request.url) === entry && response.status === 200) learnEndpoints(entry, response.body, (endpoints) => this.options.sawEndpoints?.(request.url, endpoints));
    return response;
  }

  #entryFor(request: OpenidRequest): Allowed {
    const discovery = this.#allowed.get(request.url);
    if (discovery) {
      if (request.method === "GET") return discovery;
    } else {
      for (const entry of this.#allowed.values()) {
        const { endpoints } = entry;
        if (!endpoints) continue;
        if (request.method === "POST" ? request.url === endpoints.token : request.url === endpoints.keys || request.url === endpoints.userinfo) return entry;
        if (request.method === "GET" && isAuthorizationRequest(request.url, endpoints.authorization) && [...entry.grants].some((grant) => grant.authorization)) return entry;
      }
    }
    throw new ExpectedError("oidc.issuerNotAllowed", { address: hostOf(request.url) });
  }

  async #ask(request: OpenidRequest, { host }: Allowed, signal: AbortSignal): Promise<OpenidResponse> {
    // A resolver can't be called off: a name server that is silent would hold the call far beyond its bound.
    await abortable(assertPermittedAddress(new URL(request.url), host, this.options.resolve ?? resolveName), signal);
    const response = await this.options.fetch(request.url, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: "manual",
      credentials: "omit",
      signal,
    });
    const body = await boundedText(response, mostBytes);
    if (body === undefined) throw new ExpectedError("oidc.discoveryInvalid", { why: "the answer is larger than 1 MB", host: hostOf(response.url) });
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  }
}

function learnEndpoints(entry: Allowed, body: string, saw: (endpoints: EndpointOrigins) => void): void {
  const parsed = documentSchema.safeParse(parseJson(body));
  // What is no document is said so by the OpenID client, which reads it in full.
  if (!parsed.success) return;
  const { token_endpoint: token, jwks_uri: keys, userinfo_endpoint: userinfo, authorization_endpoint: authorization } = parsed.data;
  saw({ token: new URL(token).origin, keys: new URL(keys).origin, ...(userinfo !== undefined && { userinfo: new URL(userinfo).origin }) });
  for (const { pinned } of entry.grants) {
    const differing = pinned && differingEndpoint({ token, keys, userinfo }, pinned);
    if (differing !== undefined) throw new ExpectedError("oidc.endpointsChanged", { host: hostOf(differing), issuerHost: entry.host });
  }
  entry.endpoints = { token, keys, userinfo, authorization };
}

/** The endpoint itself, what its own query says included, with a sign-in's parameters behind it. */
function isAuthorizationRequest(asked: string, endpoint: string | undefined): boolean {
  if (endpoint === undefined || !URL.canParse(asked)) return false;
  const [url, named] = [new URL(asked), new URL(endpoint)];
  return url.origin === named.origin && url.pathname === named.pathname && [...named.searchParams].every(([name, value]) => url.searchParams.get(name) === value);
}

/** A document that no longer names a userinfo endpoint sends nothing anywhere new. */
function differingEndpoint({ token, keys, userinfo }: Omit<NonNullable<Allowed["endpoints"]>, "authorization">, pinned: EndpointOrigins): string | undefined {
  if (new URL(token).origin !== pinned.token) return token;
  if (new URL(keys).origin !== pinned.keys) return keys;
  return userinfo !== undefined && new URL(userinfo).origin !== pinned.userinfo ? userinfo : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "?";
}
