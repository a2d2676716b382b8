import * as z from "zod";
import type { Share } from "../shares/share";

const rowSchema = z.object({ shareId: z.string() });

/** The share whose row a menu passed along; undefined for the palette, and for a share that is gone by now. */
export function shareOf(argument: unknown, shares: readonly Share[]): Share | undefined {
  const row = rowSchema.safeParse(argument);
  return row.success ? shares.find(({ spec }) => spec.id === row.data.shareId) : undefined;
}
