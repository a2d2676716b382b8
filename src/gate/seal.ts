import { createHash, timingSafeEqual } from "node:crypto";
import { headerPairs, type RawHeaders } from "./rawHeaders";

/** By what the gate knows that a request came through our policy at the edge: a random header name and 256 random bits (S3). */
export interface EdgeSeal {
  readonly headerName: string;
  readonly secret: string;
}

/** What the policy's last rule says of the person. */
export interface SealedIdentity {
  readonly identityId: string;
  readonly sessionId: string;
  readonly idToken: string;
}

/**
 * S1: the header once, with exactly four elements, none empty, the first our secret. Everything else is a stranger's:
 * a seal without identity means that the policy ran although nobody signed in.
 */
export function readSeal(headers: RawHeaders, seal: EdgeSeal): SealedIdentity | undefined {
  const wanted = spelling(seal.headerName);
  const values: string[] = [];
  // An underscore variant beside ours is a second line of it.
  for (const [name, value] of headerPairs(headers)) if (spelling(name) === wanted) values.push(value);
  const [value] = values;
  if (value === undefined || values.length !== 1) return undefined;
  const [secret = "", identityId = "", sessionId = "", idToken = "", ...extra] = value.split(";");
  if (!sameSecret(secret, seal.secret) || extra.length > 0) return undefined;
  if ([identityId, sessionId, idToken].some((element) => element.trim() === "")) return undefined;
  return { identityId, sessionId, idToken };
}

/** Ours, with an identity and without an ID token: the edge passes none on, and nothing can be decided about anybody (S2). */
export function lacksIdToken(headers: RawHeaders, seal: EdgeSeal): boolean {
  const values = [...headerPairs(headers)].flatMap(([name, value]) => (spelling(name) === spelling(seal.headerName) ? [value] : []));
  const elements = values[0]?.split(";") ?? [];
  const [secret = "", identityId = "", , idToken = ""] = elements;
  return values.length === 1 && elements.length === 4 && sameSecret(secret, seal.secret) && identityId.trim() !== "" && idToken.trim() === "";
}

/** Constant time whatever the lengths: hashes are compared. */
export function sameSecret(given: string, expected: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}

/** Names as a careless upstream could read them: every non-alphanumeric is the same. */
export function spelling(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "-");
}
