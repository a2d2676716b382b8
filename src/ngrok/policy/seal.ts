import { needsSignIn, oidc, somebodySignedIn } from "./cel";
import type { OpenPath } from "../../identity/openPath";
import type { PolicyRule } from "./rule";

/** The secret by which the gate knows that a request came through our policy, and the header that carries it. Both new at every agent start (S3). */
export interface Seal {
  readonly headerName: string;
  readonly secret: string;
}

export const sealHeaderPrefix = "x-pc-";

/** @param randomBytes returns so many unpredictable bytes (`node:crypto`'s). @returns a 256-bit secret and a header name of its own. */
export function newSeal(randomBytes: (size: number) => Uint8Array): Seal {
  return {
    headerName: `${sealHeaderPrefix}${Buffer.from(randomBytes(8)).toString("hex")}`,
    secret: Buffer.from(randomBytes(32)).toString("base64url"),
  };
}

/**
 * The sealed header's value has exactly four elements divided by `;`: secret, identity id, session id, ID token. Seal and identity are
 * one value, written by a rule that demands an identity (S1, S2).
 */
export function sealRule({ headerName, secret }: Seal, openPaths: readonly OpenPath[]): PolicyRule {
  const elements = [secret, `\${${oidc}.identity.id}`, `\${${oidc}.identity.current_session_id}`, `\${${oidc}.identity_token}`];
  return {
    name: "Seal",
    // One expression: where nobody signed in, reading the identity fails, and what stands in front of it has to settle that (2253).
    expressions: [[needsSignIn(openPaths), somebodySignedIn].filter((part) => part !== undefined).join(" && ")],
    actions: [
      // add-headers appends: without the removal a visitor's own line would stand beside ours.
      { type: "remove-headers", config: { headers: [headerName] } },
      { type: "add-headers", config: { headers: { [headerName]: elements.join(";") } } },
    ],
  };
}
