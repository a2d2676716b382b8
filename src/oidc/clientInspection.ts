// What "Test SSO" asks of one client at one provider, with the very requests of a sign-in.
import type { Clock } from "../base/clock";
import type { ExpectedError } from "../base/expectedError";
import type { OpenidFetch } from "../base/openidFetch";
import { providerOf } from "../identity/providers";
import type { ProviderProfile } from "../identity/providerProfile";
import type { WantedClaims } from "../identity/wantedClaims";
import type { AuthorizationAnswer } from "../protocol/providerInspection";
import { askAuthorization } from "./askAuthorization";
import { AuthorizationCodeFlow } from "./authorizationCodeFlow";
import { discoverProvider } from "./discoverProvider";
import { IdTokenVerifier } from "./idTokenVerifier";
import { sendsPkce } from "./sendsPkce";
import { SigningKeys } from "./signingKeys";

interface Inspected {
  readonly profile: ProviderProfile;
  readonly clientSecret?: string | undefined;
  readonly fetch: OpenidFetch;
  readonly clock: Clock;
}

/**
 * Asks the token endpoint with a code that it can't know, proving the client as a sign-in does.
 * @returns what it says, the secret in none of it; undefined where it says nothing that is known as an error
 * @throws ExpectedError of discovery
 */
export async function askClient(inspected: Inspected, redirectUri: string, signal: AbortSignal): Promise<ExpectedError | undefined> {
  const { flow } = await flowOf(inspected, signal);
  return flow.askClient(redirectUri, signal);
}

/** @param options.pkce as the gate asks; otherwise as the edge does, without @throws ExpectedError of discovery, oidc.issuerUnreachable */
export async function askClientAuthorization(
  { clientSecret: _unneeded, ...inspected }: Inspected,
  { redirectUri, wanted, pkce, silently }: { readonly redirectUri: string; readonly wanted: WantedClaims; readonly pkce: boolean; readonly silently: boolean },
  signal: AbortSignal,
): Promise<AuthorizationAnswer> {
  // The authorization endpoint is told no secret.
  const { flow, pkceMethods } = await flowOf({ ...inspected, profile: { ...inspected.profile, clientAuthentication: "none" } }, signal);
  const url = await flow.authorizationRequest({ redirectUri, wanted, pkce: pkce && sendsPkce(pkceMethods), silently });
  return askAuthorization({ url, redirectUri, pageMessage: providerOf(inspected.profile).pageMessage?.pattern, fetch: inspected.fetch, signal });
}

async function flowOf({ profile, clientSecret, fetch, clock }: Inspected, signal: AbortSignal) {
  const provider = await discoverProvider({ address: profile.issuer, fetch, signal });
  const verifier = new IdTokenVerifier({ issuer: provider.issuer, clientId: profile.clientId, algorithms: provider.idTokenAlgs }, new SigningKeys(provider.jwksUri, fetch, clock), clock);
  return { flow: new AuthorizationCodeFlow({ profile, clientSecret, fetch, clock }, provider, verifier), pkceMethods: provider.pkceMethods };
}
