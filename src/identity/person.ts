import * as z from "zod";
import { groupsFrom } from "./groupsClaim";
import type { PersonReading, VerifiedBy } from "./knownProvider";

/** What a verified ID token (and userinfo) says of a person, parsed once. */
export interface Person {
  readonly issuer: string;
  readonly subject: string;
  /** As the provider wrote it; undefined when absent or not one plain address. */
  readonly email: string | undefined;
  /** By whatever this provider says it with (S8). Absent is not verified. */
  readonly emailVerified: boolean;
  /** S8: the one domain that they belong to by the provider's word (Google's `hd`), or null: to none. Where it is absent the address's own counts. */
  readonly domain?: string | null;
  readonly name: string | undefined;
  readonly preferredUsername: string | undefined;
  readonly groups: readonly string[];
  /** The provider has more groups of them than fit into a token, so that none is known (Entra ID). */
  readonly groupsCut?: true;
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

const plainly: PersonReading = { verifiedBy: "true", groups: { name: "groups", form: "texts" } };

/**
 * @param claims the payload of a verified token
 * @param asked names of further claims to keep
 * @param reading how the provider's own file says that its claims are read
 * @returns undefined when issuer or subject are missing or not printable, or when the token is of another tenant than its issuer (S8)
 */
export function personFromClaims(claims: unknown, asked: readonly string[] = [], reading: PersonReading = plainly): Person | undefined {
  const who = subjectSchema.safeParse(claims);
  if (!who.success || typeof claims !== "object" || claims === null) return undefined;
  const claim = claims as Readonly<Record<string, unknown>>;
  if (reading.verifiedBy === "entra" && !isOfItsTenant(who.data.iss, claim["tid"])) return undefined;
  const email = addressSchema.safeParse(claim["email"]).data;
  const { groups, cut } = groupsFrom(claim, reading.groups);
  return {
    issuer: who.data.iss,
    subject: who.data.sub,
    email,
    emailVerified: isVerified(claim, email, reading.verifiedBy),
    ...(reading.verifiedBy === "google" ? { domain: hostedDomain(claim) ?? null } : {}),
    name: printable.safeParse(claim["name"]).data,
    preferredUsername: printable.safeParse(claim["preferred_username"]).data,
    groups,
    ...(cut ? { groupsCut: true as const } : {}),
    ...(asked.length === 0 ? {} : { claims: keptClaims(claim, asked) }),
  };
}

function isVerified(claim: Readonly<Record<string, unknown>>, email: string | undefined, by: VerifiedBy): boolean {
  const { email_verified: verified, xms_edov: domainOwner } = claim;
  switch (by) {
    case "true":
      return verified === true;
    case "trueOrText":
      return verified === true || verified === "true";
    case "google":
      // Whoever made a personal account with a company's address keeps it, and email_verified, when they leave.
      return verified === true && (hostedDomain(claim) !== undefined || /@(gmail|googlemail)\.com$/i.test(email ?? ""));
    case "entra":
      // Microsoft writes it in any of these ways (teamhanko/hanko and supabase/auth, which met them).
      return domainOwner === true || domainOwner === "1" || domainOwner === "true";
  }
}

function hostedDomain({ hd }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof hd === "string" && hd !== "" && hd.length <= 253 ? hd : undefined;
}

/** https://login.microsoftonline.com/<tenant>/v2.0 */
function isOfItsTenant(issuer: string, tid: unknown): boolean {
  return typeof tid === "string" && tid !== "" && URL.canParse(issuer) && new URL(issuer).pathname.split("/")[1] === tid;
}

function keptClaims(claim: Readonly<Record<string, unknown>>, asked: readonly string[]): Readonly<Record<string, ClaimValue>> {
  const found = asked.flatMap((name) => {
    const value = Object.hasOwn(claim, name) ? claimValueSchema.safeParse(claim[name]).data : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}
