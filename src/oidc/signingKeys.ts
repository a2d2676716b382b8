import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import * as z from "zod";
import type { Clock } from "../base/clock";
import { abortable, bounded } from "../base/deadline";
import { ExpectedError } from "../base/expectedError";
import type { OpenidFetch } from "../base/openidFetch";

const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).max(200) });
const cooldown = 1000;

interface KeySet {
  readonly resolve: JWTVerifyGetKey;
  readonly fetchedAt: number;
}

/**
 * The provider's current keys. An unknown key or a signature that fails is a reason to fetch them anew, at most once a second,
 * so that a rotation costs a moment and not a minute (openid-client's own cache waits 60 s).
 */
export class SigningKeys {
  #current: KeySet | undefined;
  #fetching: Promise<KeySet> | undefined;

  constructor(private readonly uri: string, private readonly fetch: OpenidFetch, private readonly clock: Clock) {}

  /**
   * Runs `verify` with the known keys and, if those do not fit, once more with fresh ones.
   * @param mayFetch asked before each fetch; without leave the failure stands
   */
  async with<T>(verify: (keys: JWTVerifyGetKey) => Promise<T>, signal: AbortSignal, mayFetch: () => boolean = () => true): Promise<T> {
    if (this.#current === undefined && !mayFetch()) throw new ExpectedError("oidc.tokenInvalid", { why: "no key is known yet" });
    const known = this.#current ?? (await this.#refresh(undefined, signal));
    try {
      return await trying(verify, known.resolve);
    } catch (error) {
      if (!mayBeRotation(error) || !mayFetch()) throw error;
      const fresh = await this.#refresh(known, signal);
      return await trying(verify, fresh.resolve);
    }
  }

  /** Fetches the keys now, known or not. */
  async renew(signal: AbortSignal): Promise<void> {
    this.#fetching ??= this.#fetch(undefined).finally(() => (this.#fetching = undefined));
    await abortable(this.#fetching, signal);
  }

  async #refresh(seen: KeySet | undefined, signal: AbortSignal): Promise<KeySet> {
    // Somebody else has fetched since.
    if (this.#current !== undefined && this.#current !== seen) return this.#current;
    this.#fetching ??= this.#fetch(seen).finally(() => (this.#fetching = undefined));
    return abortable(this.#fetching, signal);
  }

  async #fetch(seen: KeySet | undefined): Promise<KeySet> {
    const wait = seen === undefined ? 0 : Math.min(cooldown, seen.fetchedAt + cooldown - this.clock.now());
    if (wait > 0) await new Promise<void>((resolve) => this.clock.after(wait, resolve));
    const answer = await bounded(10_000, [], (signal) => this.fetch({ url: this.uri, method: "GET", headers: { accept: "application/json, application/jwk-set+json" } }, signal));
    if (answer.status !== 200) throw new ExpectedError("oidc.issuerUnreachable", { address: this.uri, status: answer.status });
    const keys = parseKeys(answer.body, this.uri);
    this.#current = { resolve: createLocalJWKSet(keys), fetchedAt: this.clock.now() };
    return this.#current;
  }
}

function parseKeys(body: string, uri: string): JSONWebKeySet {
  try {
    return keySetSchema.parse(JSON.parse(body));
  } catch (cause) {
    throw new ExpectedError("oidc.discoveryInvalid", { address: uri, why: "the provider's keys can't be read" }, { cause });
  }
}

function mayBeRotation(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;
}

/** A token without `kid` beside several keys: each that fits its algorithm, in turn (at most ten). */
async function trying<T>(verify: (keys: JWTVerifyGetKey) => Promise<T>, keys: JWTVerifyGetKey): Promise<T> {
  try {
    return await verify(keys);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let tried = 0;
    for await (const key of error) {
      if (++tried > 10) break;
      const verified = await verify(() => key).then((value) => ({ value }), (cause: unknown) => ({ cause }));
      if ("value" in verified) return verified.value;
      if (!(verified.cause instanceof errors.JWSSignatureVerificationFailed)) throw verified.cause;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}
