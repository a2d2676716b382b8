import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import type { AccessRule } from "../identity/accessRule";
import type { Enforcement } from "../protocol/shareSpec";

/** S13: what sealed sessions belong to. Opened under anything else, they don't open. */
export interface SealedFor {
  readonly shareId: string;
  readonly origin: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly enforcement: Enforcement;
  readonly rule: AccessRule;
  readonly generation: number;
}

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

export function sessionsKey(text: string): KeyObject {
  return createSecretKey(text, "base64url");
}

/**
 * AES-256-GCM with a fresh 96-bit nonce: one a second for ten years repeats none with a chance of 1 in 10¹² (NIST SP 800-38D, 8.2.2).
 * Not a counter: a process that dies before its last snapshot was kept would leave one for the next to use again.
 */
export function seal(bytes: Buffer, key: KeyObject, belongs: SealedFor): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(about(belongs));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

/** @throws Error where it was sealed with another key, for something else, or is not whole */
export function unseal(sealed: string, key: KeyObject, belongs: SealedFor): Buffer {
  const bytes = Buffer.from(sealed, "base64url");
  const tagAt = bytes.length - tagBytes;
  if (tagAt < nonceBytes) throw new RangeError("Sealed sessions that were cut short");
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes }).setAAD(about(belongs)).setAuthTag(bytes.subarray(tagAt));
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, tagAt)), decipher.final()]);
}

function about({ shareId, origin, issuer, clientId, enforcement, rule, generation }: SealedFor): Buffer {
  const ruleVersion = createHash("sha256").update(JSON.stringify(rule)).digest("base64url");
  return Buffer.from(JSON.stringify(["portcullis sessions 1", shareId, origin, issuer, clientId, enforcement, ruleVersion, generation]));
}
