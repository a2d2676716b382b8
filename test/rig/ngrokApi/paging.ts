import { misuse } from "./apiError";
import type { AskedCall } from "./askedCall";

/** Newest first, `limit` (100 at most and by default), `before_id`; `next_page_uri` in full, or null (api/index.mdx, "Pagination"). */
export function page(name: string, items: readonly { readonly id: string }[], call: AskedCall, { origin, mostPerPage }: { readonly origin: string; readonly mostPerPage: number }): object {
  const limit = call.query.get("limit") ?? "100";
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 100) throw misuse(`limit=${limit}`);
  const before = call.query.get("before_id");
  const first = before === undefined ? 0 : items.findIndex(({ id }) => id === before) + 1;
  if (before !== undefined && first === 0) throw misuse(`before_id=${before}`);
  const length = Math.min(Number(limit), mostPerPage);
  const shown = items.slice(first, first + length);
  const last = shown.at(-1);
  const next = last === undefined || first + length >= items.length ? null : `${origin}${call.path}?before_id=${last.id}&limit=${limit}`;
  return { [name]: shown, uri: `${origin}${call.path}`, next_page_uri: next };
}
