// Every check, in the order in which it is shown and in which the first that failed is the cause.

/** About an identity provider and the client that is registered there. */
export const providerCheckIds = [
  /** The issuer is an address that can be believed: https, and of one organisation (S8). */
  "provider.issuer",
  /** It answers: name, network, certificate, status. */
  "provider.reachable",
  /** Byte for byte what its document calls itself. */
  "provider.issuerEqual",
  /** The document names all that a sign-in needs. */
  "provider.discovery",
  /** The endpoints are where they were when the secret was saved (S20). */
  "provider.endpoints",
  "provider.algorithms",
  "provider.keys",
  "provider.clock",
  /** The way in which the client proves itself is one that the document names. */
  "provider.tokenAuthentication",
  /** Client ID and secret are accepted. */
  "provider.client",
  /** The redirect URI of the gate is registered. */
  "provider.redirectUri",
  /** That of ngrok's edge is. */
  "provider.edgeRedirectUri",
  /** What the enforcement sends of PKCE is accepted: the gate S256, the edge none. Warned of where the gate signs in and the edge could not. */
  "provider.pkce",
  "provider.scopes",
  "provider.groupsScope",
  /** A sign-in request is taken: the client may use the flow, and nothing else is in its way. */
  "provider.authorization",
  "provider.endSession",
] as const;
export type ProviderCheckId = (typeof providerCheckIds)[number];

/** About one share, or about the way to an address that one would take. */
export const shareCheckIds = [
  /** The app behind it answers, and is whom it was approved for (S18). */
  "share.upstream",
  /** ngrok takes the authtoken. */
  "share.authtoken",
  /** The plan has room, and what the share asks of it. */
  "share.plan",
  /** The address is this account's, and free. */
  "share.domain",
  /** The way to it is open. */
  "share.tunnel",
  /** What a stranger's browser gets at the address is this share's answer, and neither ngrok's own nor a proxy's. */
  "share.address",
  "share.proof",
  /** ngrok's API shows what was opened, and nothing beside it (S12). */
  "share.readBack",
  /** An upgrade comes through to the gate. */
  "share.webSocket",
] as const;
export type ShareCheckId = (typeof shareCheckIds)[number];

/** What a person who really signed in shows. */
export const signInCheckIds = ["signIn.returned", "signIn.email", "signIn.groups", "signIn.admitted"] as const;
export type SignInCheckId = (typeof signInCheckIds)[number];

export const checkIds = [...providerCheckIds, ...shareCheckIds, ...signInCheckIds] as const;
export type CheckId = (typeof checkIds)[number];
