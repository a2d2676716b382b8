import { forgivingSegments } from "./forgivingPath";

/** Everything below this belongs to the gate; no other path of the upstream is ever shadowed. */
export const ownPrefix = "/.portcullis";

/** Where people sign out, and where a provider may send them back to when they did so there too. */
export const signOutPath = `${ownPrefix}/sign-out`;

const ownSegment = ".portcullis";

/**
 * Could anybody, upstream or proxy, read this request target as a path below `/.portcullis`? (S26) Dot segments are read as the most forgiving reader would, too.
 */
export function isOwnPath(target: string): boolean {
  const path = /^[^?#]*/.exec(target)?.[0] ?? "";
  // Most paths: nothing to decode, nothing to resolve.
  if (/^\/[A-Za-z0-9_@-]/.test(path) && !/[%\\;]|\.portcullis|\/\.{1,2}(\/|$)/i.test(path)) return false;
  const segments = forgivingSegments(path);
  if (segments[0] === ownSegment) return true;
  return segments.includes(ownSegment) && segments.some((segment) => segment === "." || segment === "..");
}
