import * as client from "openid-client";
import type { Clock } from "../base/clock";
import { bounded } from "../base/deadline";
import { ExpectedError } from "../base/expectedError";
import type { OpenidFetch } from "../base/openidFetch";
import type { PersonReading } from "../identity/knownProvider";
import type { ProviderProfile } from "../identity/providerProfile";
import { authorizationParameters } from "../identity/signInParameters";
import { tellsGroups } from "../identity/groupsClaim";
import { readingFor, scopesFor, type WantedClaims } from "../identity/wantedClaims";
import { clientFetch } from "./clientFetch";
import { isLoopbackHttp, type DiscoveredProvider } from "./discoverProvider";
import type { IdTokenVerifier, VerifiedClaims } from "./idTokenVerifier";
import { loginHint } from "./loginHint";
import { openidErrorInFull } from "./openidErrors";
import type { BeginSignIn, BegunSignIn, FinishedSignIn, FinishSignIn } from "./openidClient";
import { readPerson } from "./readPerson";
import { secretMask } from "./secretMask";
import { sendsPkce } from "./sendsPkce";
import { Transactions, type Transaction } from "./transactions";

interface FlowOptions {
  readonly profile: ProviderProfile;
  readonly clientSecret: string | undefined;
  readonly fetch: OpenidFetch;
  readonly clock: Clock;
}

export interface AskAuthorization {
  readonly redirectUri: string;
  readonly wanted?: WantedClaims;
  readonly pkce: boolean;
  /** `prompt=none`: the answer is that nobody is signed in, and comes to the redirect URI (OpenID Connect Core 1.0, 3.1.2.6). */
  readonly silently: boolean;
}

const askMs = 20_000;
/** By which a provider says that an address is verified. */
const saidOfAddresses = ["email_verified", "xms_edov"];
const nothingMore: WantedClaims = { groups: false, claims: [] };

/** Authorization code flow with PKCE, state and nonce (RFC 9700, 2.1.1; OpenID Connect Core 1.0, 3.1). */
export class AuthorizationCodeFlow {
  readonly #transactions: Transactions;
  readonly #authentication: client.ClientAuth | undefined;
  readonly #reading: PersonReading;

  constructor(private readonly options: FlowOptions, private readonly provider: DiscoveredProvider, private readonly verifier: IdTokenVerifier) {
    this.#transactions = new Transactions(options.clock);
    // Where the secret rests in ngrok's vault, only ngrok's edge asks for tokens.
    this.#authentication = options.profile.vaultSecret ? undefined : authentication(options.profile, options.clientSecret);
    this.#reading = readingFor(options.profile);
  }

  async begin({ redirectUri, returnTo, anotherAccount, silentlyAs, wanted = nothingMore, parameters }: BeginSignIn): Promise<BegunSignIn> {
    const { promptValues } = this.provider;
    const hint = silentlyAs === undefined ? undefined : loginHint(silentlyAs);
    const state = client.randomState();
    const nonce = client.randomNonce();
    const verifier = sendsPkce(this.provider.pkceMethods) ? client.randomPKCECodeVerifier() : undefined;
    // Nothing is fetched here.
    const { login_hint: usual, ...told } = authorizationParameters(parameters);
    const url = client.buildAuthorizationUrl(this.#configuration(AbortSignal.abort()), {
      // First, so that nothing of the protocol's own can be replaced. Another account is not the one that is usual here.
      ...told,
      ...(usual === undefined || anotherAccount === true ? {} : { login_hint: usual }),
      redirect_uri: redirectUri,
      scope: scopesFor(this.options.profile, wanted, this.provider.scopes).join(" "),
      state,
      nonce,
      ...(verifier === undefined ? {} : { code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" }),
      ...(silentlyAs === undefined ? {} : { prompt: "none", ...(hint === undefined ? {} : { login_hint: hint }) }),
      ...(anotherAccount === true ? { prompt: promptValues.includes("select_account") ? "select_account" : "login" } : {}),
    });
    const transaction = await this.#transactions.seal({ state, nonce, returnTo, redirectUri, ...(verifier === undefined ? {} : { verifier }) });
    return { url: url.href, state, transaction };
  }

  async checkClient(redirectUri: string, signal: AbortSignal): Promise<void> {
    const failure = await this.askClient(redirectUri, signal);
    if (failure?.code === "oidc.clientRefused" || failure?.code === "oidc.issuerUnreachable") throw failure;
  }

  /** What the token endpoint says to a code that it can't know. Undefined: nothing that is known as an error. */
  async askClient(redirectUri: string, signal: AbortSignal): Promise<ExpectedError | undefined> {
    try {
      await bounded(askMs, [signal], (within) =>
        client.genericGrantRequest(this.#configuration(within), "authorization_code", { code: client.randomState(), redirect_uri: redirectUri, code_verifier: client.randomPKCECodeVerifier() }),
      );
    } catch (error) {
      const failure = await openidErrorInFull(error, secretMask(this.options.profile, this.options.clientSecret));
      return failure instanceof ExpectedError ? failure : undefined;
    }
    return undefined;
  }

  /** The same request as of a sign-in, for whoever only wants to see how it is answered: nobody can come back with it. @param options.pkce whether it has a challenge */
  async authorizationRequest({ redirectUri, wanted = nothingMore, pkce, silently }: AskAuthorization): Promise<URL> {
    return client.buildAuthorizationUrl(this.#configuration(AbortSignal.abort()), {
      redirect_uri: redirectUri,
      scope: scopesFor(this.options.profile, wanted, this.provider.scopes).join(" "),
      state: client.randomState(),
      nonce: client.randomNonce(),
      ...(pkce ? { code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()), code_challenge_method: "S256" } : {}),
      ...(silently ? { prompt: "none" } : {}),
    });
  }

  finish(options: FinishSignIn, signal: AbortSignal): Promise<FinishedSignIn> {
    return bounded(askMs, [signal], (within) => this.#finish(options, within));
  }

  async #finish({ callbackUrl, transactions, wanted = nothingMore }: FinishSignIn, signal: AbortSignal): Promise<FinishedSignIn> {
    const names = [...callbackUrl.searchParams.keys()];
    if (new Set(names).size !== names.length) throw new ExpectedError("oidc.signInExpired", { why: "a parameter came twice" });
    const state = callbackUrl.searchParams.get("state") ?? "";
    const transaction = state === "" ? undefined : await this.#transactions.take(state, transactions);
    if (transaction?.redirectUri !== `${callbackUrl.origin}${callbackUrl.pathname}`) throw new ExpectedError("oidc.signInExpired", { why: "no sign-in is under way" });
    const configuration = this.#configuration(signal);
    const tokens = await client.authorizationCodeGrant(configuration, callbackUrl, {
      expectedState: state,
      expectedNonce: transaction.nonce,
      idTokenExpected: true,
      ...(transaction.verifier === undefined ? {} : { pkceCodeVerifier: transaction.verifier }),
    });
    const idToken = tokens.id_token;
    if (idToken === undefined) throw new ExpectedError("oidc.tokenInvalid", { why: "there is no ID token" });
    const claims = await this.#verified(idToken, transaction, signal);
    const { whole, userinfo } = await this.#withUserinfo(configuration, claims, tokens.access_token, wanted);
    const person = readPerson(whole, wanted.claims, this.#reading);
    const { sid } = claims;
    return { person, claims: whole, idToken, returnTo: transaction.returnTo, sid: typeof sid === "string" ? sid : undefined, issuedAt: claims.iat, scope: tokens.scope, userinfo };
  }

  /** openid-client leaves the signature unchecked in the code flow; here it never is. */
  async #verified(idToken: string, transaction: Transaction, signal: AbortSignal): Promise<VerifiedClaims> {
    const claims = await this.verifier.verify(idToken, { signal });
    if (claims["nonce"] !== transaction.nonce) throw new ExpectedError("oidc.tokenInvalid", { why: "nonce" });
    return claims;
  }

  /** Userinfo is asked only for what the rule needs and the ID token lacks. Where both speak, the ID token does. */
  async #withUserinfo(configuration: client.Configuration, claims: VerifiedClaims, accessToken: string, wanted: WantedClaims): Promise<{ readonly whole: VerifiedClaims; readonly userinfo: NonNullable<FinishedSignIn["userinfo"]> }> {
    const needed = ["email", ...wanted.claims];
    const told = needed.every((name) => claims[name] !== undefined) && (!wanted.groups || tellsGroups(claims, this.#reading.groups));
    if (told || this.provider.userinfoEndpoint === undefined) return { whole: claims, userinfo: told ? "notNeeded" : "noEndpoint" };
    const userinfo: Readonly<Record<string, unknown>> = await client.fetchUserInfo(configuration, accessToken, claims.sub);
    // S8: what one of them says of an address is not said of another address.
    const { email } = claims;
    const said = saidOfAddresses.map((name) => {
      const verified = email === undefined ? userinfo[name] : (claims[name] ?? (email === userinfo["email"] ? userinfo[name] : undefined));
      return [name, verified] as const;
    });
    return { whole: { ...userinfo, ...claims, ...Object.fromEntries(said) }, userinfo: "asked" };
  }

  /** Made per sign-in: its calls end with `signal`, and its idea of the time is the clock's. */
  #configuration(signal: AbortSignal): client.Configuration {
    const { profile, clock, fetch } = this.options;
    const skew = Math.round((clock.now() - Date.now()) / 1000);
    const configuration = new client.Configuration(
      serverMetadata(this.provider),
      profile.clientId,
      { [client.clockSkew]: skew, [client.clockTolerance]: 30 },
      this.#authentication,
    );
    configuration[client.customFetch] = clientFetch(fetch, signal);
    configuration.timeout = 15;
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; here only for a provider on this machine
    if (isLoopbackHttp(this.provider.issuer)) client.allowInsecureRequests(configuration);
    return configuration;
  }
}

function serverMetadata(provider: DiscoveredProvider): client.ServerMetadata {
  return {
    issuer: provider.issuer,
    authorization_endpoint: provider.authorizationEndpoint,
    token_endpoint: provider.tokenEndpoint,
    jwks_uri: provider.jwksUri,
    id_token_signing_alg_values_supported: [...provider.idTokenAlgs],
    authorization_response_iss_parameter_supported: provider.issParameterSupported,
    ...(provider.userinfoEndpoint === undefined ? {} : { userinfo_endpoint: provider.userinfoEndpoint }),
  };
}

/** By the profile, said aloud: given only a secret, openid-client would send client_secret_post (6.8.9). */
function authentication(profile: ProviderProfile, secret: string | undefined): client.ClientAuth {
  if (profile.clientAuthentication === "none") return client.None();
  if (secret === undefined || secret === "") throw new ExpectedError("oidc.secretMissing", { clientId: profile.clientId });
  return profile.clientAuthentication === "client_secret_post" ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret);
}
