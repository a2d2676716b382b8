import { randomBytes } from "node:crypto";
import { ExpectedError } from "../../src/base/expectedError";
import { knownProviders } from "../../src/identity/providers";
import type { EndSession, EndSessionUrl } from "../../src/oidc/endSessionUrl";
import { readPerson } from "../../src/oidc/readPerson";
import type { BeginSignIn, BegunSignIn, FinishedSignIn, FinishSignIn, OpenidClient } from "../../src/oidc/openidClient";

export const issuer = "https://idp.example";

const alice = { sub: "u1", email: "alice@acme.com", email_verified: true, name: "Alice Adams", preferred_username: "alice" };

/** An OpenID client without a provider: whoever `signsIn` comes back from the next callback. Real ones are in signIn.test.ts. */
export class FakeOpenid implements OpenidClient {
  readonly issuer = issuer;
  readonly authorizationEndpoint = `${issuer}/authorize`;
  endSessionEndpoint: string | undefined = `${issuer}/logout`;
  readonly begun: (BeginSignIn & { readonly state: string })[] = [];
  finished = 0;
  /** Tokens that verify, by their text. */
  readonly tokens = new Map<string, Readonly<Record<string, unknown>>>();
  verified = 0;
  failure: Error | undefined;
  /** The provider takes the code and never answers. */
  hangs = false;
  /** The provider answers no sooner than this. */
  answersAfter: Promise<void> = Promise.resolve();
  #claims: Readonly<Record<string, unknown>> = alice;

  signsIn(claims: Readonly<Record<string, unknown>> = alice): void {
    this.#claims = claims;
  }

  checkClient(): Promise<void> {
    return Promise.resolve();
  }

  /** Whether the provider answers when it is asked for its keys. */
  reachable = true;
  reach(): Promise<void> {
    return this.reachable ? Promise.resolve() : Promise.reject(new ExpectedError("oidc.issuerUnreachable"));
  }

  begin(options: BeginSignIn): Promise<BegunSignIn> {
    const state = randomBytes(32).toString("base64url");
    this.begun.push({ ...options, state });
    const url = new URL(this.authorizationEndpoint);
    url.searchParams.set("state", state);
    url.searchParams.set("redirect_uri", options.redirectUri);
    if (options.anotherAccount === true) url.searchParams.set("prompt", "login");
    if (options.silentlyAs !== undefined) url.searchParams.set("prompt", "none");
    return Promise.resolve({ url: url.href, state, transaction: `sealed.${state}.${Buffer.from(options.returnTo).toString("base64url")}` });
  }

  async finish({ callbackUrl, transactions }: FinishSignIn, signal: AbortSignal): Promise<FinishedSignIn> {
    this.finished++;
    await this.answersAfter;
    if (this.hangs) return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new ExpectedError("oidc.issuerUnreachable"))));
    if (this.failure !== undefined) throw this.failure;
    const state = callbackUrl.searchParams.get("state") ?? "";
    const mine = transactions.find((transaction) => transaction.split(".")[1] === state);
    if (mine === undefined || state === "") throw new ExpectedError("oidc.signInExpired");
    return { ...this.#person(this.#claims), idToken: "id.token.fake", issuedAt: Math.floor(Date.now() / 1000), returnTo: Buffer.from(mine.split(".")[2] ?? "", "base64url").toString(), sid: undefined };
  }

  verifyIdToken(token: string): Promise<FinishedSignIn["claims"]> {
    this.verified++;
    const claims = this.tokens.get(token);
    if (claims === undefined) return Promise.reject(new ExpectedError("oidc.tokenInvalid", { why: "signature" }));
    return Promise.resolve(this.#person(claims).claims);
  }

  person(claims: FinishedSignIn["claims"], asked: readonly string[]): FinishedSignIn["person"] {
    return readPerson(claims, asked, knownProviders.other.person);
  }

  verifyLogoutToken(): Promise<never> {
    return Promise.reject(new ExpectedError("oidc.tokenInvalid", { why: "signature" }));
  }

  verifyAccessToken(): Promise<never> {
    return Promise.reject(new ExpectedError("oidc.tokenInvalid", { why: "no access tokens here" }));
  }

  endSessionUrl({ idToken }: EndSession): EndSessionUrl | undefined {
    return this.endSessionEndpoint === undefined ? undefined : { url: `${this.endSessionEndpoint}?id_token_hint=${idToken ?? ""}`, comesBack: false };
  }

  #person(given: Readonly<Record<string, unknown>>): Pick<FinishedSignIn, "person" | "claims"> {
    const claims = { ...given, iss: issuer, sub: String(given["sub"]), exp: Math.floor(Date.now() / 1000) + 3600, iat: Math.floor(Date.now() / 1000) };
    return { person: this.person(claims, []), claims };
  }
}
