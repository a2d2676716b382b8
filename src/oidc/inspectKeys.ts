import { importJWK, type JWK } from "jose";
import * as z from "zod";
import { ExpectedError } from "../base/expectedError";
import { asymmetricAlgorithms } from "../identity/signingAlgorithms";
import type { OpenidFetch } from "../base/openidFetch";
import type { InspectedKeys } from "../protocol/providerInspection";
import { spokenError } from "./spokenError";

const keySchema = z.looseObject({ kty: z.string(), use: z.string().optional(), alg: z.string().optional(), crv: z.string().optional() });
const keySetSchema = z.looseObject({ keys: z.array(keySchema).max(200) });
type Key = z.infer<typeof keySchema>;

const curves: Readonly<Record<string, readonly string[]>> = { ES256: ["P-256"], ES384: ["P-384"], ES512: ["P-521"], EdDSA: ["Ed25519"], Ed25519: ["Ed25519"] };

/**
 * Which of the provider's published keys can verify an ID token.
 * @param algorithms as the discovery document lists them; those with a shared secret are none of ours
 * @throws ExpectedError oidc.issuerUnreachable, oidc.discoveryInvalid
 */
export async function inspectKeys({ jwksUri, algorithms, fetch, signal }: { readonly jwksUri: string; readonly algorithms: readonly string[]; readonly fetch: OpenidFetch; readonly signal: AbortSignal }): Promise<InspectedKeys> {
  const answer = await fetch({ url: jwksUri, method: "GET", headers: { accept: "application/json, application/jwk-set+json" } }, signal);
  if (answer.status !== 200) throw new ExpectedError("oidc.issuerUnreachable", { address: jwksUri, status: answer.status, said: spokenError(answer.body) });
  const { keys } = parsed(answer.body, jwksUri);
  const ours = algorithms.filter((name) => asymmetricAlgorithms.includes(name));
  const fitting = await Promise.all(keys.map((key) => fits(key, ours)));
  return { found: keys.length, fitting: fitting.filter(Boolean).length, types: [...new Set(keys.map(({ kty }) => kty.slice(0, 20)))].slice(0, 20) };
}

function parsed(body: string, address: string): z.infer<typeof keySetSchema> {
  try {
    return keySetSchema.parse(JSON.parse(body));
  } catch (cause) {
    throw new ExpectedError("oidc.discoveryInvalid", { address, why: "the provider's keys can't be read" }, { cause });
  }
}

/** As jose chooses a key for a token, and whether it can be used at all: a key that is cut off or has another shape is none. */
async function fits(key: Key, algorithms: readonly string[]): Promise<boolean> {
  if (key.use !== undefined && key.use !== "sig") return false;
  const algorithm = algorithms.find((name) => (key.alg === undefined || key.alg === name) && isOfType(key, name));
  if (algorithm === undefined) return false;
  return importJWK({ ...key } as JWK, algorithm).then(() => true, () => false);
}

function isOfType({ kty, crv }: Key, algorithm: string): boolean {
  const wanted = curves[algorithm];
  if (wanted === undefined) return kty === "RSA";
  return kty === (algorithm.startsWith("ES") ? "EC" : "OKP") && crv !== undefined && wanted.includes(crv);
}
