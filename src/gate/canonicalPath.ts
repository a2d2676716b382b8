/** What nobody reads in two ways: plain characters, in segments that are neither empty nor end with a dot, which file systems drop. */
const plain = /^(?:\/[A-Za-z0-9._~!$&'()*+,=:@|[\]^-]*[A-Za-z0-9_~!$&'()*+,=:@|[\]^-])*\/?$/;
/** What a browser leaves in a path or makes of the rest. */
const sent = /^(?:[A-Za-z0-9._~!$&'()*+,=:@|[\]^/-]|%[0-9A-Fa-f]{2})*$/;
/** Escaped, these are the same as themselves (RFC 3986, 6.2.2.2), or divide or end a path for who decodes them. */
const neverEscaped = /[A-Za-z0-9._~/\\;?#\p{Cc}-]/u;
const vanishing = /[\u00ad\u200b-\u200f\u2060\ufeff]/;

/**
 * Would every reader take this target's path for the same one? Nothing is in it that normalisation, decoding (repeated too), folding or
 * cutting would change (S6, S23): where several apps share one origin, the one that is asked must be the one that is meant. Stricter
 * than browsers need; case is left as it is.
 * @param target the request target byte for byte, as Node reads it; what follows `?` plays no part
 */
export function isCanonicalPath(target: string): boolean {
  const query = target.indexOf("?");
  const path = query === -1 ? target : target.slice(0, query);
  if (plain.test(path)) return true;
  const text = sent.test(path) ? decoded(path) : undefined;
  if (text === undefined || (path.match(/%[0-7][0-9A-Fa-f]/g) ?? []).some((escape) => neverEscaped.test(decoded(escape) ?? ""))) return false;
  // Decoded once more, or in another form of the same characters, it would be another path.
  if (/%[0-9A-Fa-f]{2}/.test(text) || vanishing.test(text) || [...text.matchAll(/\P{ASCII}/gu)].some(([character]) => foldsToAscii(character))) return false;
  const segments = text.slice(1).split("/");
  return segments.every((segment, index) => (segment === "" ? index === segments.length - 1 : segment === segment.trim() && !segment.endsWith(".")));
}

function foldsToAscii(character: string): boolean {
  return /\p{ASCII}/u.test(character.normalize("NFKC"));
}

/** Undefined where it is no UTF-8, as overlong forms of a slash are. */
function decoded(escaped: string): string | undefined {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
