// Paths that anybody may ask for without signing in (S6): pure, for the gate, for ngrok's policy and for the words.
import * as z from "zod";

export const openMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
export type OpenMethod = (typeof openMethods)[number];

const longestPath = 300;

/**
 * Only characters that no reader decodes, cuts at or folds: no `%`, `\`, `;`, control or non-ASCII character. A segment is never
 * empty, so that `//` is none, and never ends with a dot, which file systems drop and which `.` and `..` do.
 */
const plainPath = /^(?:\/[A-Za-z0-9._~!+=:@-]*[A-Za-z0-9_~!+=:@-])+\/?$/;

/** Exact to the letter; with `prefix` also everything below, by whole segments. */
export const openPathSchema = z.object({
  path: z.string().max(longestPath).regex(plainPath).refine((path) => !isOwn(path)),
  prefix: z.boolean().optional(),
  methods: z.array(z.enum(openMethods)).min(1).max(openMethods.length),
}).refine(({ path, prefix }) => prefix !== true || !path.endsWith("/"));

export const mostOpenPaths = 20;
export const openPathsSchema = z.array(openPathSchema).max(mostOpenPaths);

export type OpenPath = Readonly<z.infer<typeof openPathSchema>>;

/** Why a path can't be opened; undefined when it can. `/` and a prefix of it would open everything, the proof's own paths included. */
export function openPathProblem(path: string): "everything" | "own" | "notPlain" | undefined {
  if (/^\/*$/.test(path)) return "everything";
  if (isOwn(path)) return "own";
  return path.length <= longestPath && plainPath.test(path) ? undefined : "notPlain";
}

/**
 * The open path that a request is for. Strict: a target that anybody could read in two ways is for none.
 * @param target the request target byte for byte; what follows `?` plays no part
 */
export function openPathFor<P extends OpenPath>(paths: readonly P[], method: string, target: string): P | undefined {
  const [path = ""] = target.split("?", 1);
  if (!plainPath.test(path)) return undefined;
  return paths.find((open) => (open.methods as readonly string[]).includes(method) && (path === open.path || (open.prefix === true && path.startsWith(`${open.path}/`))));
}

function isOwn(path: string): boolean {
  return /^\/*\.portcullis(\/|$)/i.test(path);
}
