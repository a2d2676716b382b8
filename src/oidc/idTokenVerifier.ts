import { createHash } from "node:crypto";
import { errors, jwtVerify, type JWTPayload } from "jose";
import type { Clock } from "../base/clock";
import { ExpectedError } from "../base/expectedError";
import { asymmetricAlgorithms } from "../identity/signingAlgorithms";
import type { SigningKeys } from "./signingKeys";

export const skewSeconds = 30;
const mostCached = 1000;

export interface IdTokenExpectations {
  readonly issuer: string;
  readonly clientId: string;
  /** As the discovery document lists them. */
  readonly algorithms: readonly string[];
}

export type VerifiedClaims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string; readonly exp: number; readonly iat: number };

/** Verifies ID tokens wholly (OpenID Connect Core 1.0, section 3.1.3.7), the signature always; remembers those that were good. */
export class IdTokenVerifier {
  readonly #good = new Map<string, VerifiedClaims>();
  readonly #algorithms: string[];

  constructor(private readonly expected: IdTokenExpectations, private readonly keys: SigningKeys, private readonly clock: Clock) {
    this.#algorithms = expected.algorithms.filter((name) => asymmetricAlgorithms.includes(name));
  }

  /**
   * @param allowExpiredFor milliseconds past `exp` during which the token is still taken; 0 but for the usual skew
   * @throws ExpectedError oidc.tokenInvalid {why}; what fetching the keys throws
   */
  async verify(token: string, options: { readonly signal: AbortSignal; readonly allowExpiredFor?: number }): Promise<VerifiedClaims> {
    const hash = createHash("sha256").update(token).digest("base64");
    const claims = this.#good.get(hash) ?? (await this.#verifySignature(token, options.signal));
    this.#demandFresh(claims.exp, options.allowExpiredFor ?? 0);
    this.#remember(hash, claims);
    return claims;
  }

  async #verifySignature(token: string, signal: AbortSignal): Promise<VerifiedClaims> {
    const payload = await this.keys.with(async (key) => {
      try {
        const verified = await jwtVerify(token, key, {
          issuer: this.expected.issuer,
          audience: this.expected.clientId,
          algorithms: this.#algorithms,
          clockTolerance: skewSeconds,
          currentDate: new Date(this.clock.now()),
          requiredClaims: ["sub", "exp", "iat"],
        });
        return verified.payload;
      } catch (error) {
        // Thrown after everything else was found good (jose 6.2); how long ago it may have expired is decided above.
        if (error instanceof errors.JWTExpired && error.claim === "exp") return error.payload;
        throw error;
      }
    }, signal);
    return this.#demandClaims(payload);
  }

  #demandClaims(payload: JWTPayload): VerifiedClaims {
    const { iss, sub, exp, iat, aud } = payload;
    if (typeof iss !== "string" || typeof sub !== "string" || sub === "" || typeof exp !== "number" || typeof iat !== "number") throw invalid("a required claim is missing");
    if (iat > this.clock.now() / 1000 + skewSeconds) throw invalid("iat is in the future");
    const azp = payload["azp"];
    if (azp !== undefined && azp !== this.expected.clientId) throw invalid("azp is another client");
    if (azp === undefined && Array.isArray(aud) && aud.length > 1) throw invalid("several audiences and no azp");
    return { ...payload, iss, sub, exp, iat };
  }

  #demandFresh(exp: number, allowExpiredFor: number): void {
    if (exp * 1000 + skewSeconds * 1000 + allowExpiredFor <= this.clock.now()) throw invalid("exp has passed");
  }

  #remember(hash: string, claims: VerifiedClaims): void {
    this.#good.delete(hash);
    this.#good.set(hash, claims);
    for (const oldest of this.#good.keys()) {
      if (this.#good.size <= mostCached) break;
      this.#good.delete(oldest);
    }
  }
}

function invalid(why: string): ExpectedError {
  return new ExpectedError("oidc.tokenInvalid", { why });
}
