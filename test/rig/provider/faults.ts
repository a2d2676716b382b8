// The switches of the stand-in provider, and those that act before oidc-provider sees a request.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SigningKey } from "./signingKey";

/** Members put over an answer's own, last; `undefined` removes one. */
export type Overlay = Readonly<Record<string, unknown>>;

export type Endpoint = "discovery" | "authorization" | "token" | "jwks" | "userinfo";

export interface CannedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** All off at first; set and unset at will, each acts from the next request on. */
export interface Faults {
  /** Discovery names another issuer: the given one, or for `true` one that differs by its host. */
  wrongIssuer: boolean | string;
  /** People, by address or user name, who may not use the application. */
  readonly unassigned: Set<string>;
  /** The token endpoint refuses every client. */
  wrongSecret: boolean;
  /** The provider's clock: added to iat, exp, nbf and auth_time of ID tokens, and to the Date of every answer. */
  clockSkewSeconds: number;
  unsignedToken: boolean;
  wrongAudience: boolean;
  badSignature: boolean;
  wrongNonce: boolean;
  missingSub: boolean;
  expired: boolean;
  /** ID tokens signed by HS256 with the client secret; for a public client with the public key's PEM. */
  hs256: boolean;
  idTokenClaims: Overlay;
  idTokenHeader: Overlay;
  /** Signs ID tokens instead of the provider's key, under that one's kid, and is published nowhere. */
  foreignKey: SigningKey | undefined;
  tokenAnswer: Overlay;
  userinfo: Overlay;
  discovery: Overlay;
  /** Discovery answers 302 to the same document at another path. */
  discoveryRedirect: boolean;
  /** Discovery sends 50 MB. */
  hugeDiscovery: boolean;
  /** What an endpoint answers instead. */
  answers: Partial<Record<Endpoint, CannedAnswer>>;
  /** Members put over the published key set's own. */
  jwks: Overlay;
  /** No sign-in without a code challenge. */
  pkceRequired: boolean;
  /** Every sign-in request is sent back with this error, where its redirect URI is registered. */
  authorizationError: { readonly error: string; readonly description: string } | undefined;
  /** What an endpoint waits for before it answers. */
  readonly held: Map<Endpoint, Promise<unknown>>;
  /** Endpoints that take a request and never answer. */
  readonly hang: Set<Endpoint>;
}

export function noFaults(): Faults {
  return {
    wrongIssuer: false,
    unassigned: new Set(),
    wrongSecret: false,
    clockSkewSeconds: 0,
    unsignedToken: false,
    wrongAudience: false,
    badSignature: false,
    wrongNonce: false,
    missingSub: false,
    expired: false,
    hs256: false,
    idTokenClaims: {},
    idTokenHeader: {},
    foreignKey: undefined,
    tokenAnswer: {},
    userinfo: {},
    discovery: {},
    discoveryRedirect: false,
    hugeDiscovery: false,
    answers: {},
    jwks: {},
    pkceRequired: false,
    authorizationError: undefined,
    held: new Map(),
    hang: new Set(),
  };
}

export function overlaid(own: Overlay, overlay: Overlay): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...own, ...overlay }).filter(([, value]) => value !== undefined));
}

const hugeBytes = 50 * 1024 * 1024;

/** Streams 50 MB of one JSON string, at the reader's pace, until the reader leaves. */
function sendHuge(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, "a");
  let sent = 0;
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"issuer":"');
  const pump = () => {
    while (sent < hugeBytes) {
      if (response.destroyed) return;
      sent += chunk.length;
      if (!response.write(chunk)) return void response.once("drain", pump);
    }
    response.end('"}');
  };
  pump();
}

/** Resolves to true when the request was dealt with here. */
export async function actBefore(
  faults: Faults,
  endpoint: Endpoint,
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<boolean> {
  const { request, response } = exchange;
  if (faults.hang.has(endpoint)) return true;
  const canned = faults.answers[endpoint];
  if (canned) {
    response.writeHead(canned.status, { "content-type": canned.contentType }).end(canned.body);
    return true;
  }
  await faults.held.get(endpoint);
  if (response.destroyed) return true;
  if (endpoint !== "discovery") return false;
  if (faults.discoveryRedirect && !request.url?.includes("moved=1")) {
    response.writeHead(302, { location: `${request.url ?? ""}?moved=1` }).end();
    return true;
  }
  if (faults.hugeDiscovery) {
    sendHuge(response);
    return true;
  }
  return false;
}
