// Rewrites an ID token as the switches say and signs it again with the provider's own key.
import { createHmac, createSign } from "node:crypto";
import type { RigClient } from "./clients";
import { overlaid, type Faults } from "./faults";
import type { SigningKey } from "./signingKey";

type Json = Record<string, unknown>;

const encode = (value: Json) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as Json;

const hour = 3600;

function shift(claims: Json, seconds: number): void {
  for (const name of ["iat", "exp", "nbf", "auth_time"]) {
    const value = claims[name];
    if (typeof value === "number") claims[name] = value + seconds;
  }
}

function flipBits(signature: string): string {
  const bytes = Buffer.from(signature, "base64url");
  bytes[0] = (bytes[0] ?? 0) ^ 0xff;
  return bytes.toString("base64url");
}

/** The ID token with the present faults, or the same string when none of them touches it. */
export function spoilIdToken(token: string, faults: Faults, by: { readonly key: SigningKey; readonly client: RigClient | undefined; readonly skewSeconds: number }): string {
  const [header, payload, signature] = token.split(".");
  if (header === undefined || payload === undefined || signature === undefined) throw new Error("not a JWT");
  const claims = decode(payload);
  if (by.skewSeconds !== 0) shift(claims, by.skewSeconds);
  if (faults.expired) shift(claims, -3 * hour);
  if (faults.wrongAudience) claims["aud"] = "another-client";
  if (faults.wrongNonce) claims["nonce"] = "another-nonce";
  if (faults.missingSub) delete claims["sub"];
  const said = encode(overlaid(claims, faults.idTokenClaims));

  const head = overlaid(decode(header), faults.idTokenHeader);
  if (faults.unsignedToken) return `${encode({ alg: "none" })}.${said}.`;
  if (faults.hs256) {
    const secret = by.client?.clientSecret ?? by.key.publicPem;
    const signed = `${encode({ ...head, alg: "HS256" })}.${said}`;
    return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
  }
  const signed = `${encode(head)}.${said}`;
  const unchanged = signed === `${header}.${payload}` && faults.foreignKey === undefined;
  const valid = unchanged ? signature : createSign("RSA-SHA256").update(signed).sign((faults.foreignKey ?? by.key).privateKey, "base64url");
  return `${signed}.${faults.badSignature ? flipBits(valid) : valid}`;
}
