import * as z from "zod";
import { Cancelled } from "../base/expectedError";
import type { Share } from "../shares/share";

const rowSchema = z.object({ shareId: z.string() });

const visitorSchema = rowSchema.extend({ visitor: z.object({ id: z.string() }) });

/** The visitor whose row a menu passed along. @throws Cancelled when it is no such row, or share or visitor are gone by now */
export function visitorOf(argument: unknown, shares: readonly Share[]): { readonly shareId: string; readonly visitorId: string } {
  const row = visitorSchema.safeParse(argument).data;
  const share = row && shareOf(row, shares);
  if (!share?.visitors.some(({ id }) => id === row?.visitor.id) || !row) throw new Cancelled();
  return { shareId: row.shareId, visitorId: row.visitor.id };
}

const routeSchema = rowSchema.extend({ detail: z.string().startsWith("route:") });

/** The prefix of the route whose row a menu passed along; undefined for other rows and the palette. */
export function routeOf(argument: unknown): string | undefined {
  return routeSchema.safeParse(argument).data?.detail.slice("route:".length);
}

/** The share whose row a menu passed along; undefined for the palette. @throws Cancelled when it is gone by now: no other is meant */
export function shareOf(argument: unknown, shares: readonly Share[]): Share | undefined {
  const row = rowSchema.safeParse(argument);
  if (!row.success) return undefined;
  const share = shares.find(({ spec }) => spec.id === row.data.shareId);
  if (!share) throw new Cancelled();
  return share;
}
