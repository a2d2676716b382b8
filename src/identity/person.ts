import * as z from "zod";

/** What a verified ID token (and userinfo) says of a person, parsed once. */
export interface Person {
  readonly issuer: string;
  readonly subject: string;
  /** As the provider wrote it; undefined when absent or not one plain address. */
  readonly email: string | undefined;
  /** True only for the claim `true` or Cognito's `"true"` (S8). Absent is not verified. */
  readonly emailVerified: boolean;
  readonly name: string | undefined;
  readonly preferredUsername: string | undefined;
  readonly groups: readonly string[];
  /** S24: an access token without a person in it. */
  readonly program?: true;
  /** Of the claims that were asked for, those that are there and of a kind that a rule can be held against. */
  readonly claims?: Readonly<Record<string, ClaimValue>>;
}

type Scalar = string | number | boolean;
export type ClaimValue = Scalar | readonly Scalar[];

const subjectSchema = z.object({ iss: z.string().min(1).max(500), sub: z.string().min(1).max(255).regex(/^\P{Cc}+$/u) });
// One `@`, no quoting, no spaces or controls: anything else is not an address that a rule can be held against.
const addressSchema = z.string().max(254).regex(/^[^\s"(),:;<>@[\\\]\p{Cc}\p{Cf}]+@[^\s"(),:;<>@[\\\]\p{Cc}\p{Cf}]+$/u);
const printable = z.string().min(1).max(255).regex(/^[^\p{Cc}]+$/u);
const scalarSchema = z.union([z.string().max(500), z.number(), z.boolean()]);
export const claimValueSchema: z.ZodType<ClaimValue> = z.union([scalarSchema, z.array(scalarSchema).max(1000)]);
const groupsSchema = z.array(z.string().min(1).max(255)).max(1000);

/** @param claims the payload of a verified token. @param asked names of further claims to keep. @returns undefined when issuer or subject are missing or not printable. */
export function personFromClaims(claims: unknown, asked: readonly string[] = []): Person | undefined {
  const who = subjectSchema.safeParse(claims);
  if (!who.success || typeof claims !== "object" || claims === null) return undefined;
  const claim = claims as Readonly<Record<string, unknown>>;
  return {
    issuer: who.data.iss,
    subject: who.data.sub,
    email: addressSchema.safeParse(claim["email"]).data,
    emailVerified: claim["email_verified"] === true || claim["email_verified"] === "true",
    name: printable.safeParse(claim["name"]).data,
    preferredUsername: printable.safeParse(claim["preferred_username"]).data,
    groups: groupsSchema.safeParse(claim["groups"]).data ?? [],
    ...(asked.length === 0 ? {} : { claims: keptClaims(claim, asked) }),
  };
}

function keptClaims(claim: Readonly<Record<string, unknown>>, asked: readonly string[]): Readonly<Record<string, ClaimValue>> {
  const found = asked.flatMap((name) => {
    const value = Object.hasOwn(claim, name) ? claimValueSchema.safeParse(claim[name]).data : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}
