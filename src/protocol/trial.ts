// A sign-in that is only tried: what the gate tells the host of it. No token and no code is part of that.
import * as z from "zod";
import { claimValueSchema } from "../identity/person";
import { providerProfileSchema } from "../identity/providerProfile";
import { shareIdSchema, tunnelSpecSchema } from "./shareSpec";

/**
 * What a gate is opened with at which nobody can come in: for a provider that no share has yet. Always the gate's own sign-in, and a rule
 * that names nobody.
 */
export const trialSpecSchema = z.object({
  id: shareIdSchema,
  provider: providerProfileSchema,
  tunnel: tunnelSpecSchema.refine((tunnel) => tunnel.kind !== "ngrok" || tunnel.cloud === undefined),
});
export type TrialSpec = Readonly<z.infer<typeof trialSpecSchema>>;

export const trialIdSchema = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);

/** How many claims are told of one sign-in, and how long the longest value is. */
export const mostTrialClaims = 100;
export const longestTrialValue = 600;

const name = z.string().max(255);

const personSchema = z.object({
  issuer: z.string().max(500),
  subject: name,
  email: z.string().max(254).optional(),
  emailVerified: z.boolean(),
  domain: z.string().max(253).nullable().optional(),
  name: name.optional(),
  preferredUsername: name.optional(),
  groups: z.array(name).max(1000),
  groupsCut: z.literal(true).optional(),
  claims: z.record(z.string().max(200), claimValueSchema).optional(),
});

const ruleClaim = z.object({ name, value: name });
const verdictSchema = z.union([
  z.object({ admitted: z.literal(true), because: z.enum(["everyone", "email", "domain", "group", "claims"]) }),
  z.object({ admitted: z.literal(false), because: z.enum(["ruleEmpty", "noEmail", "emailNotVerified", "groupsCut", "notListed"]) }),
  z.object({ admitted: z.literal(false), because: z.literal("claim"), claim: ruleClaim }),
]);

/** By the rule as it was then. */
const judgementSchema = z.object({
  verdict: verdictSchema,
  fields: z.array(z.object({ field: z.enum(["everyone", "email", "domain", "group", "claim"]), claim: z.string().max(600).optional(), verdict: verdictSchema })).max(30),
  /** Whether they asked from one of the rule's networks; absent where it names none. */
  withinNetworks: z.boolean().optional(),
});
export type Judgement = Readonly<z.infer<typeof judgementSchema>>;

export const triedSignInSchema = z.object({
  /** As the provider wrote them, each value as JSON; cut where it is longer than `longestTrialValue`. */
  claims: z.array(z.object({ name: z.string().max(200), value: z.string().max(longestTrialValue + 1) })).max(mostTrialClaims),
  /** How many claims more there were. */
  dropped: z.int().min(0),
  person: personSchema,
  judgement: judgementSchema,
  /** The scopes that were granted, where the provider says so. */
  scope: z.string().max(2000).optional(),
  /** Whether userinfo was asked for what the ID token lacked. */
  userinfo: z.enum(["notNeeded", "asked", "noEndpoint"]).optional(),
  /** S11: put out of this share, and the edge's sign-in is older than that. */
  putOut: z.literal(true).optional(),
  /** The edge knew them from before: the provider was not asked anew, so that this says nothing of how it answers now. */
  earlier: z.literal(true).optional(),
});
export type TriedSignIn = Readonly<z.infer<typeof triedSignInSchema>>;
