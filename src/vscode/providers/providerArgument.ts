import * as z from "zod";
import { Cancelled } from "../../base/expectedError";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { WaitingProfile } from "../../identity/waitingProfile";

const rowSchema = z.object({ kind: z.literal("provider"), providerId: z.string() });

/** The saved provider whose row a menu passed along; undefined for other rows and the palette. @throws Cancelled when it is gone by now: no other is meant */
export function profileOfRow(argument: unknown, profiles: readonly ProviderProfile[]): ProviderProfile | undefined {
  const row = rowSchema.safeParse(argument);
  if (!row.success) return undefined;
  const profile = profiles.find(({ id }) => id === row.data.providerId);
  if (!profile) throw new Cancelled();
  return profile;
}

const waitingSchema = z.object({ kind: z.literal("waiting"), waitingId: z.string() });

/** The waiting provider whose row a menu passed along; undefined for other rows and the palette. @throws Cancelled when it is gone by now */
export function waitingOfRow(argument: unknown, waiting: readonly WaitingProfile[]): WaitingProfile | undefined {
  const row = waitingSchema.safeParse(argument);
  if (!row.success) return undefined;
  const one = waiting.find(({ id }) => id === row.data.waitingId);
  if (!one) throw new Cancelled();
  return one;
}

const proposalSchema = z.object({ kind: z.literal("proposal"), proposal: z.string() });

/** The digest of the proposal whose row a menu passed along; undefined for other rows. */
export function proposalOfRow(argument: unknown): string | undefined {
  return proposalSchema.safeParse(argument).data?.proposal;
}
