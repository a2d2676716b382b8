/** Everything below this belongs to the gate; no other path of the upstream is ever shadowed. */
export const ownPrefix = "/.portcullis";

const ownSegment = ".portcullis";

/**
 * Could anybody, upstream or proxy, read this request target as a path below `/.portcullis`? (S26)
 * Percent-encoding (repeated too), case, backslashes, doubled slashes, path parameters, control characters,
 * compatibility forms and dot segments are all read as the most forgiving reader would.
 */
export function isOwnPath(target: string): boolean {
  const path = /^[^?#]*/.exec(target)?.[0] ?? "";
  // Most paths: nothing to decode, nothing to resolve.
  if (/^\/[A-Za-z0-9_@-]/.test(path) && !/[%\\;]|\.portcullis|\/\.{1,2}(\/|$)/i.test(path)) return false;
  const segments = forgivingly(path).split("/").map((segment) => segment.replace(/;.*$/s, "")).filter((segment) => segment !== "");
  if (segments[0] === ownSegment) return true;
  return segments.includes(ownSegment) && segments.some((segment) => segment === "." || segment === "..");
}

function forgivingly(path: string): string {
  // Node reads the target as latin1; most upstreams read it as UTF-8.
  let seen = Buffer.from(path, "latin1").toString("utf8");
  for (let round = 0; round < 4; round++) {
    const decoded = seen.replace(/(%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"));
    if (decoded === seen) break;
    seen = decoded;
  }
   
  return seen.normalize("NFKC").toLowerCase().replace(/[\u0000-\u0020\u007f\u00ad\u200b-\u200f\u2060\ufeff]/g, "").replaceAll("\\", "/");
}
