// What the agent process tells of a provider that is looked at by "Test SSO". Nothing secret is in it; strings are the provider's own.
import * as z from "zod";

const names = z.array(z.string().max(100)).max(200);

/** What a discovery document says beside its addresses. */
export const inspectedDocumentSchema = z.object({
  endSessionEndpoint: z.string().max(2000).optional(),
  /** Absent: the document says nothing of PKCE. */
  pkceMethods: names.optional(),
  idTokenAlgs: names,
  scopes: names,
  /** `code` is among the response types and authorization_code among the grants, or nothing is said of them. */
  codeFlow: z.boolean(),
  /** RFC 9126: the provider takes sign-in requests only where they were pushed to it before. */
  pushedRequestsOnly: z.boolean(),
  /** By how many milliseconds this machine's clock is ahead of the provider's, at least and at most. Absent: the answer has no date. */
  clock: z.object({ least: z.number(), most: z.number() }).optional(),
});

/** Of the provider's published keys. */
export const inspectedKeysSchema = z.object({
  found: z.int(),
  /** Those that can verify an ID token of one of the provider's algorithms. */
  fitting: z.int(),
  /** As `kty` says, each once. */
  types: z.array(z.string().max(20)).max(20),
});
export type InspectedKeys = Readonly<z.infer<typeof inspectedKeysSchema>>;

/**
 * How the authorization endpoint answered somebody who is not signed in. `redirectUri`: it sent them back there, as it may only where
 * that address is registered (RFC 6749, 4.1.2.1); `elsewhere`: to an address of the provider's own; `page`: it showed one.
 */
export const authorizationAnswerSchema = z.object({
  at: z.enum(["redirectUri", "elsewhere", "page"]),
  status: z.int(),
  /** Host and path of `elsewhere`. */
  where: z.string().max(300).optional(),
  error: z.string().max(100).optional(),
  description: z.string().max(500).optional(),
  /** What can be read on the page, or in the address that it leads to. */
  said: z.string().max(2000).optional(),
});
export type AuthorizationAnswer = Readonly<z.infer<typeof authorizationAnswerSchema>>;
