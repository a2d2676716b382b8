import * as z from "zod";
import { Cancelled } from "../base/expectedError";
import type { Share } from "../shares/share";

const rowSchema = z.object({ shareId: z.string() });

/** The share whose row a menu passed along; undefined for the palette. @throws Cancelled when it is gone by now: no other is meant */
export function shareOf(argument: unknown, shares: readonly Share[]): Share | undefined {
  const row = rowSchema.safeParse(argument);
  if (!row.success) return undefined;
  const share = shares.find(({ spec }) => spec.id === row.data.shareId);
  if (!share) throw new Cancelled();
  return share;
}
