// A minimal application with openid-client as its OpenID library: what signs in against the stand-in provider in the provider's own tests.
import { createServer } from "node:http";
import { EventEmitter, once } from "node:events";
import * as client from "openid-client";
import { listenOnLoopback } from "../upstreams/listening";
import type { Visitor } from "../visitor";
import type { RigClient } from "./clients";
import type { RunningProvider } from "./startProvider";

export interface SignIn {
  readonly tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;
  readonly configuration: client.Configuration;
}

export interface RelyingPartyOptions {
  readonly provider: RunningProvider;
  readonly client: RigClient;
  readonly visitor: Visitor;
  readonly as: string;
  readonly scope?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Default: the secret is sent as the client is registered. */
  readonly secret?: string;
}

function authenticationOf({ authMethod, clientSecret }: RigClient, secret: string | undefined): client.ClientAuth {
  if (authMethod === "client_secret_basic") return client.ClientSecretBasic(secret ?? clientSecret);
  if (authMethod === "client_secret_post") return client.ClientSecretPost(secret ?? clientSecret);
  return client.None();
}

export function discover(provider: RunningProvider, rigClient: RigClient, secret?: string): Promise<client.Configuration> {
  return client.discovery(new URL(provider.issuer), rigClient.clientId, undefined, authenticationOf(rigClient, secret), {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the provider of the rig is on loopback http
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    timeout: 120,
  });
}

/** Signs a visitor in by authorization code, PKCE, state and nonce, with all of the library's checks. Rejects with the library's errors. */
export async function signIn({ provider, client: rigClient, visitor, as, scope = "openid profile email groups", parameters = {}, secret }: RelyingPartyOptions): Promise<SignIn> {
  const landings = new EventEmitter();
  // By whichever address the name leads to.
  const { port, close } = await listenOnLoopback(() => createServer((request, response) => {
    response.end("signed in");
    landings.emit("request", request);
  }));
  try {
    const redirectUri = `http://localhost:${port}/callback`;
    provider.register(redirectUri, rigClient.clientId);
    const configuration = await discover(provider, rigClient, secret);
    const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
    const address = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...parameters,
    });
    const landed = once(landings, "request", { signal: AbortSignal.timeout(120_000) });
    landed.catch(() => undefined);
    const visit = await visitor.navigate(address.href, { as });
    if (!visit.url.startsWith(redirectUri)) throw new Error(`stayed at ${visit.url.split("?", 1)[0] ?? ""}: ${visit.status} ${visit.body}`);
    await landed;
    const tokens = await client.authorizationCodeGrant(configuration, new URL(visit.url), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    return { tokens, configuration };
  } finally {
    await close();
  }
}
