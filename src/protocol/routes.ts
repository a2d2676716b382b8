// Several local ports behind one address, by path (S23): a path prefix and the app behind it. What no prefix is for goes to the
// share's own app, the route `/`.
import * as z from "zod";
import { upstreamSchema } from "./upstream";

const longestPrefix = 100;

/**
 * Only characters that no reader decodes, cuts at or folds, as for open paths; no slash at the end, no empty segment, none that
 * ends with a dot. A cookie's `Path` can say each of them.
 */
const plainPrefix = /^(?:\/[A-Za-z0-9._~!+=:@-]*[A-Za-z0-9_~!+=:@-])+$/;

/** Why a path can be no route's prefix; undefined when it can. */
export type RoutePrefixProblem = "root" | "own" | "notPlain";

export function routePrefixProblem(prefix: string): RoutePrefixProblem | undefined {
  if (/^\/*$/.test(prefix)) return "root";
  if (/^\/*\.portcullis(\/|$)/i.test(prefix)) return "own";
  return prefix.length <= longestPrefix && plainPrefix.test(prefix) ? undefined : "notPlain";
}

export const routePrefixSchema = z.string().max(longestPrefix).refine((prefix) => routePrefixProblem(prefix) === undefined);

/** The prefix is kept: the app is asked for `/api/users`, not for `/users`. */
export const routeSchema = z.strictObject({ prefix: routePrefixSchema, upstream: upstreamSchema });

export const mostRoutes = 20;

/** Two that differ in case alone would be one to some readers. */
export const routesSchema = z.array(routeSchema).max(mostRoutes).refine((routes) => new Set(routes.map(({ prefix }) => prefix.toLowerCase())).size === routes.length);

export type Route = Readonly<z.infer<typeof routeSchema>>;

/** Whether a path lies below a prefix, by whole segments: `/api` and `/api/users` do, `/apix` does not. @param path without query */
export function isBelow(prefix: string, path: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path.charCodeAt(prefix.length) === 0x2f);
}
