import { decodeJwt, jwtVerify, type JWTPayload } from "jose";
import type { Clock } from "../base/clock";
import { ExpectedError } from "../base/expectedError";
import { asymmetricAlgorithms } from "../identity/signingAlgorithms";
import { skewSeconds, type IdTokenExpectations } from "./idTokenVerifier";
import type { SigningKeys } from "./signingKeys";

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
/** What a logout token may call itself; many providers say nothing or just JWT (OpenID Connect Back-Channel Logout 1.0, section 2.4). */
const logoutTypes = new Set([undefined, "jwt", "logout+jwt", "application/logout+jwt"]);
/** The specification recommends two minutes of life; without `exp` this is it. */
const oldestSeconds = 300;
const mostRemembered = 10_000;

/** Whose sessions a logout token names. At least one of the two is there; both of them name one session of that person. */
export interface LogoutNames {
  readonly subject: string | undefined;
  readonly sid: string | undefined;
}

export interface LogoutNotice extends LogoutNames {
  /** Seconds since the epoch, by the provider's clock. */
  readonly issuedAt: number;
}

export interface VerifiedLogout extends LogoutNotice {
  /** It could not be carried out: the same token is good once more. */
  readonly release: () => void;
}

export interface LogoutChecks {
  readonly signal: AbortSignal;
  /** Asked, with what the token claims before anything of it is proven, whether its signature is worth checking. */
  readonly isWorth: (claimed: LogoutNames) => boolean;
  /** Asked, only when the keys at hand don't fit, whether to fetch them anew: anybody can send a token with a key that nobody knows. */
  readonly mayFetchKeys: (claimed: LogoutNames) => boolean;
}

/** Verifies logout tokens wholly (OpenID Connect Back-Channel Logout 1.0, section 2.6). Each is good once. */
export class LogoutTokenVerifier {
  readonly #algorithms: string[];
  readonly #used = new Map<string, number>();

  constructor(private readonly expected: IdTokenExpectations, private readonly keys: SigningKeys, private readonly clock: Clock) {
    this.#algorithms = expected.algorithms.filter((name) => asymmetricAlgorithms.includes(name));
  }

  /** @throws ExpectedError oidc.tokenInvalid {why}; what fetching the keys throws */
  async verify(token: string, { signal, isWorth, mayFetchKeys }: LogoutChecks): Promise<VerifiedLogout> {
    // Everything that costs nothing comes first; none of it is believed before the signature is.
    const claimed = this.#read(decodeJwt(token));
    if (!isWorth(claimed)) throw invalid("too many logout tokens");
    const { payload, protectedHeader } = await this.keys.with(
      (key) => jwtVerify(token, key, { issuer: this.expected.issuer, audience: this.expected.clientId, algorithms: this.#algorithms, clockTolerance: skewSeconds, currentDate: new Date(this.clock.now()) }),
      signal,
      () => mayFetchKeys(claimed),
    );
    if (!logoutTypes.has(protectedHeader.typ?.toLowerCase())) throw invalid("typ");
    const { jti, ...notice } = this.#read(payload);
    this.#use(jti);
    return { ...notice, release: () => void this.#used.delete(jti) };
  }

  /** `exp` is left to the library: it may be absent. */
  #read(payload: JWTPayload): LogoutNotice & { readonly jti: string } {
    const { iss, aud, iat, jti, sub, sid, events } = payload as Readonly<Record<string, unknown>>;
    if (iss !== this.expected.issuer) throw invalid("iss");
    if (aud !== this.expected.clientId && !(Array.isArray(aud) && aud.includes(this.expected.clientId))) throw invalid("aud");
    const now = this.clock.now() / 1000;
    if (typeof iat !== "number" || iat > now + skewSeconds || iat < now - oldestSeconds - skewSeconds) throw invalid("iat");
    if (!isObject(events) || !isObject(events[logoutEvent])) throw invalid("events");
    // So that no ID token passes for one.
    if (Object.hasOwn(payload, "nonce")) throw invalid("nonce");
    if (!isName(jti)) throw invalid("jti");
    if ((sub !== undefined && !isName(sub)) || (sid !== undefined && !isName(sid)) || (sub === undefined && sid === undefined)) throw invalid("sub, sid");
    return { subject: sub, sid, issuedAt: iat, jti };
  }

  #use(jti: string): void {
    const now = this.clock.now();
    if ((this.#used.get(jti) ?? 0) > now) throw invalid("jti was used before");
    this.#used.delete(jti);
    // For as long as its token could pass.
    this.#used.set(jti, now + (oldestSeconds + 2 * skewSeconds) * 1000);
    for (const [oldest, until] of this.#used) {
      if (until > now && this.#used.size <= mostRemembered) break;
      this.#used.delete(oldest);
    }
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 255;
}

function invalid(why: string): ExpectedError {
  return new ExpectedError("oidc.tokenInvalid", { why });
}
