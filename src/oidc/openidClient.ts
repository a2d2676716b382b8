import type { Clock } from "../base/clock";
import { ExpectedError } from "../base/expectedError";
import type { OpenidFetch } from "../base/openidFetch";
import type { SignInParameters } from "../identity/signInParameters";
import type { Person } from "../identity/person";
import type { ProviderProfile } from "../identity/providerProfile";
import type { WantedClaims } from "../identity/wantedClaims";
import { isSharedIssuer, providerOf } from "../identity/providers";
import { readingFor } from "../identity/wantedClaims";
import type { ProgramsDemand } from "../identity/programs";
import { AccessTokenVerifier, type VerifiedAccessToken } from "./accessTokenVerifier";
import { AuthorizationCodeFlow } from "./authorizationCodeFlow";
import { discoverProvider } from "./discoverProvider";
import { endSessionEndpoint, endSessionUrl, type EndSession, type EndSessionUrl } from "./endSessionUrl";
import { IdTokenVerifier, type VerifiedClaims } from "./idTokenVerifier";
import { LogoutTokenVerifier, type LogoutChecks, type VerifiedLogout } from "./logoutTokenVerifier";
import { openidError } from "./openidErrors";
import { readPerson } from "./readPerson";
import { secretMask, type Mask } from "./secretMask";
import { SigningKeys } from "./signingKeys";

export interface BeginSignIn {
  /** `<public origin>/.portcullis/callback` */
  readonly redirectUri: string;
  /** Where the person goes afterwards: a path on the public origin, checked by the caller. */
  readonly returnTo: string;
  /** Ask the provider to offer another account than the one that is signed in there. */
  readonly anotherAccount?: boolean;
  /** Ask the provider nothing but whether this person's session there still lives (`prompt=none`); the person sees no page of it. */
  readonly silentlyAs?: Person;
  /** What the share's rule has to know of the person. */
  readonly wanted?: WantedClaims;
  /** What the provider is told besides. */
  readonly parameters?: SignInParameters | undefined;
}

export interface BegunSignIn {
  readonly url: string;
  readonly state: string;
  /** Sealed; for the browser to keep in a cookie for at most 10 minutes. */
  readonly transaction: string;
}

export interface FinishSignIn {
  /** Built from the public origin, never from headers. */
  readonly callbackUrl: URL;
  /** Every sealed transaction that the browser sent. */
  readonly transactions: readonly string[];
  /** Looked for in userinfo where the ID token lacks it. */
  readonly wanted?: WantedClaims;
}

export interface FinishedSignIn {
  readonly person: Person;
  /** ID token and userinfo; where both speak, the ID token. */
  readonly claims: VerifiedClaims;
  readonly idToken: string;
  readonly returnTo: string;
  /** The provider's own session id, where it gives one. */
  readonly sid: string | undefined;
  /** When the ID token was issued: seconds since the epoch, by the provider's clock. */
  readonly issuedAt: number;
  /** The scopes that were granted, where the provider says so (RFC 6749, section 5.1). */
  readonly scope?: string | undefined;
  /** Whether userinfo was asked for what the ID token lacked. */
  readonly userinfo?: "notNeeded" | "asked" | "noEndpoint";
}

/** One client at one provider. Every failure that is foreseen is an ExpectedError `oidc.*`. */
export interface OpenidClient {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly endSessionEndpoint: string | undefined;
  /** The scopes that the provider says it knows. */
  readonly listedScopes?: readonly string[];
  /**
   * Asks the token endpoint whether it takes this client, with a code that it can't know (RFC 6749, 5.2: a client that fails to
   * authenticate is refused before anything else is looked at). Only a plain refusal counts; every other answer is left to the first sign-in.
   * @throws ExpectedError oidc.clientRefused, oidc.issuerUnreachable
   */
  checkClient(redirectUri: string, signal: AbortSignal): Promise<void>;
  /** Asks the provider for its keys, as a sign that it answers. @throws ExpectedError oidc.issuerUnreachable, oidc.discoveryInvalid */
  reach(signal: AbortSignal): Promise<void>;
  begin(options: BeginSignIn): Promise<BegunSignIn>;
  finish(options: FinishSignIn, signal: AbortSignal): Promise<FinishedSignIn>;
  /** @param options.allowExpiredFor milliseconds past `exp` during which the token is still taken */
  verifyIdToken(token: string, options: { readonly signal: AbortSignal; readonly allowExpiredFor?: number }): Promise<VerifiedClaims>;
  /** Whom the claims of one of its tokens are about, read as this provider means them. @throws ExpectedError oidc.tokenInvalid */
  person(claims: VerifiedClaims, asked: readonly string[]): Person;
  /** Back-Channel Logout 1.0. Each token is good once. @throws ExpectedError oidc.tokenInvalid; what fetching the keys throws */
  verifyLogoutToken(token: string, checks: LogoutChecks): Promise<VerifiedLogout>;
  /** @throws ExpectedError oidc.tokenInvalid {why}, oidc.issuerUnreachable */
  verifyAccessToken(token: string, demand: ProgramsDemand, options: Parameters<AccessTokenVerifier["verify"]>[2]): Promise<VerifiedAccessToken>;
  /** RP-Initiated Logout 1.0; undefined where the provider has none. The person is sent back only where the profile says that the address is registered. */
  endSessionUrl(end: EndSession): EndSessionUrl | undefined;
}

export interface OpenidClientOptions {
  readonly profile: ProviderProfile;
  readonly clientSecret: string | undefined;
  readonly fetch: OpenidFetch;
  readonly clock: Clock;
}

/** @throws ExpectedError oidc.sharedIssuer (S8); what discoverProvider throws; oidc.issuerMismatch also where only the trailing slash differs */
export async function createOpenidClient(options: OpenidClientOptions, signal: AbortSignal): Promise<OpenidClient> {
  const { profile, clock, fetch } = options;
  if (isSharedIssuer(profile.issuer)) throw new ExpectedError("oidc.sharedIssuer", { issuer: profile.issuer });
  const provider = await discoverProvider({ address: profile.issuer, fetch, signal });
  if (provider.issuer !== profile.issuer) throw new ExpectedError("oidc.issuerMismatch", { expected: profile.issuer, found: provider.issuer });
  const keys = new SigningKeys(provider.jwksUri, fetch, clock);
  const expected = { issuer: provider.issuer, clientId: profile.clientId, algorithms: provider.idTokenAlgs };
  const verifier = new IdTokenVerifier(expected, keys, clock);
  const logouts = new LogoutTokenVerifier(expected, keys, clock);
  const accessTokens = new AccessTokenVerifier({ ...expected, mark: providerOf(profile).accessTokens.mark }, keys, clock);
  const reading = readingFor(profile);
  const flow = new AuthorizationCodeFlow(options, provider, verifier);
  return {
    issuer: provider.issuer,
    authorizationEndpoint: provider.authorizationEndpoint,
    endSessionEndpoint: endSessionEndpoint(provider, profile),
    listedScopes: provider.scopes,
    checkClient: (redirectUri, stop) => mapped(flow.checkClient(redirectUri, stop)),
    reach: (stop) => mapped(keys.renew(stop)),
    begin: (begin) => flow.begin(begin),
    finish: (finish, stop) => mapped(flow.finish(finish, stop), secretMask(profile, options.clientSecret)),
    verifyIdToken: (token, how) => mapped(verifier.verify(token, how)),
    person: (claims, asked) => readPerson(claims, asked, reading),
    verifyLogoutToken: (token, checks) => mapped(logouts.verify(token, checks)),
    verifyAccessToken: (token, demand, how) => mapped(accessTokens.verify(token, demand, how)),
    endSessionUrl: (end) => endSessionUrl(provider, profile, end),
  };
}

async function mapped<T>(work: Promise<T>, mask?: Mask): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw openidError(error, mask);
  }
}
