// S23: where a cookie of an app below a prefix is sent.
import { isBelow } from "../protocol/routes";

/** Browsers take such a name only with `Path=/`, and compare it without regard to case (RFC 6265bis, 4.1.3). */
const wholeOrigin = /^__host-/i;
/** Browsers pass over longer attributes (RFC 6265bis, 5.6). */
const longest = 1024;

/**
 * One `Set-Cookie` value of an app below `prefix`, whose cookie then goes to nobody above or beside it. A `Path` below the prefix stays;
 * one outside becomes the prefix, and so does `/`. Undefined for a cookie that browsers would take only for the whole origin: no other app's is
 * planted or replaced by it.
 * @param target what was asked: without a `Path` browsers take its folder (RFC 6265, 5.1.4)
 */
export function withinPrefix(cookie: string, prefix: string, target: string): string | undefined {
  const [pair = "", ...attributes] = cookie.split(";");
  // A nameless `=__Host-a=1` is read by browsers as `__Host-a=1`.
  if (wholeOrigin.test(pair.replace(/^[\s=]+/, ""))) return undefined;
  const paths = attributes.filter(isPath);
  const said = paths.at(-1)?.split("=").slice(1).join("=").trim() ?? "";
  const counts = said.startsWith("/") && said.length <= longest;
  const path = counts ? said : folderOf(target);
  const within = isBelow(prefix, path);
  // Of several, and of one that doesn't count, browsers may each make something else.
  if (within && (paths.length === 0 || (paths.length === 1 && counts))) return cookie;
  return [pair, ...attributes.filter((attribute) => !isPath(attribute)), ` Path=${within ? path : prefix}`].join(";");
}

function isPath(attribute: string): boolean {
  return /^\s*path\s*(=|$)/i.test(attribute);
}

function folderOf(target: string): string {
  const path = target.split("?", 1)[0] ?? "";
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
