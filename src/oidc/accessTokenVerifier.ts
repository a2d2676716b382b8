import { decodeJwt, decodeProtectedHeader, jwtVerify, type JWTPayload, type ProtectedHeaderParameters } from "jose";
import type { Clock } from "../base/clock";
import { ExpectedError } from "../base/expectedError";
import { asymmetricAlgorithms } from "../identity/signingAlgorithms";
import type { AccessTokenMark } from "../identity/knownProvider";
import type { ProgramsDemand } from "../identity/programs";
import { skewSeconds, type VerifiedClaims } from "./idTokenVerifier";
import type { SigningKeys } from "./signingKeys";

export interface AccessTokenExpectations {
  readonly issuer: string;
  /** The share's own client, to which ID tokens are addressed. */
  readonly clientId: string;
  readonly mark: AccessTokenMark;
  /** As the discovery document lists them. */
  readonly algorithms: readonly string[];
}

export interface VerifiedAccessToken {
  readonly claims: VerifiedClaims;
  /** To which client the provider gave it. */
  readonly client: string;
}

/** Verifies JWT access tokens (RFC 9068, section 4) that programs bring; never an ID token, never an opaque one (S24). Remembers nothing. */
export class AccessTokenVerifier {
  readonly #algorithms: string[];

  constructor(private readonly expected: AccessTokenExpectations, private readonly keys: SigningKeys, private readonly clock: Clock) {
    this.#algorithms = expected.algorithms.filter((name) => asymmetricAlgorithms.includes(name));
  }

  /**
   * @param options.mayFetchKeys asked each time that keys would have to be fetched: whoever sends a token would make us do it
   * @throws ExpectedError oidc.tokenInvalid {why}; what fetching the keys throws
   */
  async verify(token: string, demand: ProgramsDemand, options: { readonly signal: AbortSignal; readonly mayFetchKeys: () => boolean }): Promise<VerifiedAccessToken> {
    // Looked at before its signature is, which may cost a fetch, and again as what was signed.
    const [header, payload] = decoded(token);
    this.#demand(header, payload, demand);
    const verified = await this.keys.with(
      (key) =>
        jwtVerify(token, key, {
          issuer: this.expected.issuer,
          audience: demand.audience,
          algorithms: this.#algorithms,
          clockTolerance: skewSeconds,
          currentDate: new Date(this.clock.now()),
          requiredClaims: ["sub", "exp", "iat"],
        }),
      options.signal,
      options.mayFetchKeys,
    );
    return this.#demand(verified.protectedHeader, verified.payload, demand);
  }

  #demand(header: ProtectedHeaderParameters, payload: JWTPayload, { audience, clientIds }: ProgramsDemand): VerifiedAccessToken {
    const { iss, sub, aud, exp, iat } = payload;
    if (!isAccessToken(header, payload, this.expected.mark)) throw invalid("not marked as an access token");
    if (iss !== this.expected.issuer) throw invalid("another issuer");
    const audiences = typeof aud === "string" ? [aud] : (aud ?? []);
    if (!audiences.includes(audience)) throw invalid("another audience");
    if (audiences.includes(this.expected.clientId)) throw invalid("addressed to the sign-in's own client");
    if (typeof sub !== "string" || sub === "" || typeof exp !== "number" || typeof iat !== "number") throw invalid("a required claim is missing");
    if (iat > this.clock.now() / 1000 + skewSeconds) throw invalid("iat is in the future");
    // client_id: RFC 9068; cid: Okta; azp: OpenID Connect, Entra v2, Keycloak, Auth0; appid: Entra v1. Whichever there are have to be allowed.
    const clients = ["client_id", "cid", "azp", "appid"].map((name) => payload[name]).filter((client) => client !== undefined);
    const [client] = clients;
    if (typeof client !== "string") throw invalid("it names no client");
    if (!clients.every((one) => typeof one === "string" && clientIds.includes(one))) throw invalid("its client is not among those that are allowed");
    return { claims: { ...payload, iss, sub, exp, iat }, client };
  }
}

function decoded(token: string): [ProtectedHeaderParameters, JWTPayload] {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw invalid("an opaque token: only the provider knows what it says");
  try {
    return [decodeProtectedHeader(token), decodeJwt(token)];
  } catch {
    throw invalid("not a JWT");
  }
}

function isAccessToken({ typ }: ProtectedHeaderParameters, payload: JWTPayload, mark: AccessTokenMark): boolean {
  const type = typeof typ === "string" ? typ.toLowerCase() : undefined;
  if (type === "at+jwt" || type === "application/at+jwt") return true;
  if (type !== undefined && type !== "jwt") return false;
  // What an ID token never has.
  if (mark === "entra") return typeof payload["azpacr"] === "string" && payload["nonce"] === undefined && payload["at_hash"] === undefined;
  if (mark === "keycloak") return payload["typ"] === "Bearer";
  if (mark !== "okta") return false;
  return typeof payload["cid"] === "string" && Array.isArray(payload["scp"]) && /^AT\./.test(payload.jti ?? "") && payload["nonce"] === undefined && payload["at_hash"] === undefined;
}

function invalid(why: string): ExpectedError {
  return new ExpectedError("oidc.tokenInvalid", { why });
}
