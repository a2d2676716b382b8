import * as z from "zod";
import { ownErrorCodes, type ErrorCode } from "../base/errorCodes";
import { accessRuleSchema } from "../identity/accessRule";
import { authorizationAnswerSchema, inspectedDocumentSchema, inspectedKeysSchema } from "./providerInspection";
import { wantedClaimsSchema } from "../identity/wantedClaims";
import { providerProfileSchema } from "../identity/providerProfile";
import { routesSchema } from "./routes";
import { keptSessionsSchema, roundSchema, sealedSessionsSchema } from "./sealedSessions";
import { cloudEdgeSchema } from "./cloudEndpoint";
import { shareOptionsSchema } from "./shareOptions";
import { shareIdSchema, shareSpecSchema, tunnelSpecSchema } from "./shareSpec";
import { triedSignInSchema, trialIdSchema, trialSpecSchema } from "./trial";
import { upstreamSchema } from "./upstream";

/** A call that is answered. Both ends check what they receive against these schemas. */
export interface RequestMessage<P extends z.ZodType, R extends z.ZodType> {
  readonly method: string;
  readonly params: P;
  readonly result: R;
}

/** A call that is not answered. */
export interface NotificationMessage<P extends z.ZodType> {
  readonly method: string;
  readonly params: P;
}

const request = <P extends z.ZodType, R extends z.ZodType>(method: string, params: P, result: R): RequestMessage<P, R> => ({ method, params, result });
const notification = <P extends z.ZodType>(method: string, params: P): NotificationMessage<P> => ({ method, params });

const nothing = z.null();
const ngrokCode = z.custom<ErrorCode>((value) => typeof value === "string" && /^ngrok\.ERR_NGROK_\d{1,6}$/.test(value));
const errorSchema = z.object({
  code: z.union([z.enum(ownErrorCodes), ngrokCode]),
  facts: z.record(z.string(), z.union([z.string().max(2000), z.number()])),
});
export const failureSchema = errorSchema;

const origin = z.url({ protocol: /^https?$/ }).max(300);

/** Where the tunnel leads, and where a stranger who opens it has to be sent: what the proof compares with. */
const opened = z.object({
  publicOrigin: origin,
  authorizationEndpoint: z.url().max(2000),
  /** Of the traffic policy that was bound; absent where there is none (S12). */
  policyDigest: z.string().regex(/^[0-9a-f]{64}$/).optional(),
});
export type OpenedShare = Readonly<z.infer<typeof opened>>;

const shareRef = z.object({ shareId: shareIdSchema });
const markerSchema = z.string().regex(/^[A-Za-z0-9_-]{22,64}$/);
const secret = z.string().min(1).max(4096);

export const proofDecisionSchema = z.object({
  method: z.string().max(20),
  path: z.string().max(2000),
  upgrade: z.boolean(),
  outcome: z.enum(["signIn", "refused", "wouldForward", "ownPage"]),
  status: z.int(),
  state: z.string().max(200).optional(),
});
export type ProofDecision = Readonly<z.infer<typeof proofDecisionSchema>>;

export const visitorSchema = z.object({
  id: z.string().max(64),
  subject: z.string().max(255),
  email: z.string().max(254).optional(),
  name: z.string().max(255).optional(),
  preferredUsername: z.string().max(255).optional(),
  /** No person: a program with an access token of its own (S24). */
  program: z.literal(true).optional(),
  /** Milliseconds since 1970. */
  signedInAt: z.number(),
  lastSeenAt: z.number(),
  /** Open responses, streams and WebSockets. */
  open: z.int(),
  /** A WebSocket of theirs came through to the gate. */
  webSocket: z.literal(true).optional(),
});
/** How many of a share's visitors the host is told of: the newest. */
export const mostVisitors = 1000;
export type VisitorRecord = Readonly<z.infer<typeof visitorSchema>>;

/** Longer ones are cut. */
export const longestRequestTarget = 300;
/** How many requests are told at once. */
export const mostRequests = 50;

/** A finished request, for the log. Its secrets are masked (S30). */
const requestSchema = z.object({
  shareId: shareIdSchema,
  method: z.string().max(32),
  target: z.string().max(longestRequestTarget),
  upgrade: z.boolean(),
  /** 0 where the visitor left before there was an answer. */
  status: z.int(),
  outcome: z.enum(["forwarded", "open", "signIn", "refused", "ownPage"]),
  visitorId: z.string().max(64).optional(),
  reference: z.string().max(20).optional(),
  ms: z.number().min(0),
  /** To the visitor, heads included. */
  bytes: z.number().min(0),
  broken: z.boolean(),
});
export type RequestRecord = Readonly<z.infer<typeof requestSchema>>;

export const discoveredProviderSchema = z.object({
  issuer: z.string().max(500),
  authorizationEndpoint: z.string().max(2000),
  tokenEndpoint: z.string().max(2000),
  jwksUri: z.string().max(2000),
  userinfoEndpoint: z.string().max(2000).optional(),
  registrationEndpoint: z.string().max(2000).optional(),
  tokenAuthMethods: z.array(z.string().max(100)).max(50),
});
export type DiscoveredProviderRecord = Readonly<z.infer<typeof discoveredProviderSchema>>;

export const inspectedProviderSchema = inspectedDocumentSchema.extend({ discovered: discoveredProviderSchema });
export type InspectedProvider = Readonly<z.infer<typeof inspectedProviderSchema>>;

/** Nothing where nobody can have signed in yet. */
const sessionsLeft = z.object({ sessions: sealedSessionsSchema.optional() });

/** Who listens at a share's upstream now, beside who was approved (S18). `unknown`: that can't be read here; `exposed`: others may put a socket of theirs in its place. */
export const listenerVerdictSchema = z.enum(["same", "unknown", "gone", "changed", "otherUser", "exposed"]);
export type ListenerVerdict = z.infer<typeof listenerVerdictSchema>;

/** `opened`: the browser was sent to the provider, and comes back or doesn't. */
const trialNewsSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("opened") }),
  z.object({ kind: z.literal("signedIn"), signedIn: triedSignInSchema }),
  z.object({ kind: z.literal("failed"), failure: errorSchema }),
]);
export type TrialNews = Readonly<z.infer<typeof trialNewsSchema>>;

/** Host → agent process. */
export const toAgent = {
  /** Opens gate and tunnel; everything stays behind the recorder. The public origin comes from the tunnel. `cloud`: what a Cloud Endpoint's policy says; otherwise the agent process makes the seal. */
  openShare: request("share/open", z.object({ spec: shareSpecSchema, clientSecret: secret.optional(), authtoken: secret.optional(), cloud: cloudEdgeSchema.optional(), kept: keptSessionsSchema }), opened),
  /** The policy that a Cloud Endpoint has to have for this share: JSON, client secret and seal included. */
  cloudPolicy: request("cloud/policy", z.object({ spec: shareSpecSchema, clientSecret: secret.optional(), cloud: cloudEdgeSchema }), z.object({ policy: z.string().max(200_000) })),
  /** That policy names another one by now: the edge's own pages are elsewhere (S11). */
  cloudAuthId: request("cloud/authId", z.object({ shareId: shareIdSchema, authId: cloudEdgeSchema.shape.authId }), nothing),
  /** A tunnel that was lost, opened anew for a gate that is still there, shut. */
  reopenTunnel: request("share/reopenTunnel", shareRef, opened),
  /** @returns what a visitor has just loaded and a cache would have kept (S17): the proof asks for it too */
  expectProof: request("proof/expect", z.object({ shareId: shareIdSchema, marker: markerSchema }), z.object({ loaded: z.string().startsWith("/").max(1000).optional() })),
  collectProof: request("proof/collect", z.object({ shareId: shareIdSchema, marker: markerSchema }), z.object({ decisions: z.array(proofDecisionSchema).max(100) })),
  goLive: request("share/goLive", shareRef, nothing),
  shut: request("share/shut", shareRef, nothing),
  /** What may change while a share runs: who may come in, what it does otherwise than by default, and what else is behind its address. All of it as it is from now on; answered with who is left. */
  change: request("share/change", z.object({ shareId: shareIdSchema, rule: accessRuleSchema, options: shareOptionsSchema.optional(), routes: routesSchema.optional() }), sessionsLeft),
  /** Ends the sessions of one visitor, or everyone's, and what is open for them (S11). Answered with who is left. */
  signOut: request("share/signOut", z.object({ shareId: shareIdSchema, visitorId: z.string().max(64).optional(), round: roundSchema.optional() }), sessionsLeft),
  /** What ngrok's edge was bound with, secrets masked; nothing where the gate signs people in. */
  policy: request("share/policy", shareRef, z.object({ policy: z.string().max(1_000_000).optional() })),
  /** S4: a gate without an upstream, for sign-ins that are only tried; proven and closed as a share's. */
  openTrialGate: request("trial/open", z.object({ spec: trialSpecSchema, clientSecret: secret.optional(), authtoken: secret.optional() }), opened),
  closeTrialGate: request("trial/close", shareRef, nothing),
  /** Makes the address, good once and for two minutes, at which a sign-in is tried that lets nobody in. What comes of it is told by `trial`. */
  beginTrial: request("trial/begin", shareRef, z.object({ trialId: trialIdSchema, path: z.string().startsWith("/").max(200) })),
  endTrial: request("trial/end", shareRef.extend({ trialId: trialIdSchema }), nothing),
  closeShare: request("share/close", shareRef, nothing),
  /** Opens a tunnel onto a gate that is closed to everyone, to learn the public address, and closes it again. */
  learnOrigin: request("tunnel/learnOrigin", z.object({ tunnel: tunnelSpecSchema, authtoken: secret.optional() }), z.object({ publicOrigin: origin })),
  discover: request("oidc/discover", z.object({ address: z.string().max(500) }), discoveredProviderSchema),
  /** The whole of what "Test SSO" wants to know of the document. */
  inspectProvider: request("oidc/inspect", z.object({ address: z.string().max(500) }), inspectedProviderSchema),
  inspectKeys: request("oidc/inspectKeys", z.object({ jwksUri: z.url().max(2000), algorithms: z.array(z.string().max(100)).max(200) }), inspectedKeysSchema),
  /** What the token endpoint says to a code that nobody gave out. */
  askClient: request("oidc/askClient", z.object({ profile: providerProfileSchema, clientSecret: secret.optional(), redirectUri: z.url().max(2000) }), z.object({ failure: errorSchema.optional() })),
  /** How the authorization endpoint answers somebody who is not signed in. `pkce`: as the gate asks; otherwise as the edge does, without. */
  askAuthorization: request(
    "oidc/askAuthorization",
    z.object({ profile: providerProfileSchema, redirectUri: z.url().max(2000), wanted: wantedClaimsSchema, pkce: z.boolean(), silently: z.boolean() }),
    authorizationAnswerSchema,
  ),
} as const;

/** Host → agent process, not answered. */
export const tellAgent = {
  /** The extension host is alive; without it shares pause after 2 minutes and end after 10 (S29). */
  heartbeat: notification("host/heartbeat", z.object({})),
  /** Whether requests are told one by one. Not before this is said. */
  watchRequests: notification("host/watchRequests", z.object({ on: z.boolean() })),
} as const;

/** Agent process → host. */
export const toHost = {
  fetch: request(
    "openid/fetch",
    z.object({ url: z.string().max(4000), method: z.enum(["GET", "POST"]), headers: z.record(z.string(), z.string().max(8000)), body: z.string().max(64_000).optional() }),
    z.object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string().max(1_100_000) }),
  ),
  /** Who listens at this upstream of the share now (S18): this process reads no other one and starts none. */
  look: request("port/look", shareRef.extend({ upstream: upstreamSchema }), z.object({ verdict: listenerVerdictSchema })),
  /** Somebody was put out or left: answered when the host has stored who is still in (S13). */
  store: request("share/store", z.object({ shareId: shareIdSchema, sessions: sealedSessionsSchema }), nothing),
} as const;

/** Agent process → host, not answered. */
export const tellHost = {
  tunnelLost: notification("share/tunnelLost", z.object({ shareId: shareIdSchema, failure: errorSchema })),
  visitors: notification("share/visitors", z.object({ shareId: shareIdSchema, visitors: z.array(visitorSchema).max(mostVisitors) })),
  /** Who is in, for the host to keep: it survives the agent process (S13). */
  sessions: notification("share/sessions", z.object({ shareId: shareIdSchema, sessions: sealedSessionsSchema })),
  /** Strangers flood the share, so many requests a minute; 0: no more (S28). */
  strangers: notification("share/strangers", z.object({ shareId: shareIdSchema, perMinute: z.int().min(0) })),
  /** So many more requests came to a share, for the month's count. */
  requested: notification("share/requested", z.object({ shareId: shareIdSchema, count: z.int().min(1) })),
  /** What was asked since the last time, while that is watched; how many more there were. */
  requests: notification("share/requests", z.object({ requests: z.array(requestSchema).max(mostRequests), dropped: z.int().min(0) })),
  trial: notification("share/trial", shareRef.extend({ trialId: trialIdSchema, news: trialNewsSchema })),
  /** The share can't go on; the agent process has shut its gate. */
  failed: notification("share/failed", z.object({ shareId: shareIdSchema, failure: errorSchema })),
  log: notification("log", z.object({ level: z.enum(["info", "warn", "error"]), line: z.string().max(4000) })),
} as const;
