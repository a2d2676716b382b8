import { generateKeyPair, randomUUID, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { JWK } from "oidc-provider";

/** The provider's RS256 key in the forms that its users need. */
export interface SigningKey {
  readonly jwk: JWK;
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo. */
  readonly publicPem: string;
}

export async function newSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return {
    jwk: { ...(privateKey.export({ format: "jwk" }) as JWK), kid: randomUUID(), use: "sig", alg: "RS256" },
    privateKey,
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}
