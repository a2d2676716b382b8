import { headerValues, type RawHeaders } from "./rawHeaders";

/** Names that belong to the product, of every share (S21, S26); browsers compare the `__Host-` part without regard to case. */
const productName = /^(__host-|__secure-|__http-|__host-http-)?portcullis-/i;

export interface Cookie {
  readonly name: string;
  readonly value: string;
}

/** Every cookie of every `Cookie` line, repeated names included. */
export function readCookies(headers: RawHeaders): Cookie[] {
  return headerValues(headers, "cookie").flatMap((line) =>
    line.split(";").map((pair) => {
      const at = pair.indexOf("=");
      return at === -1 ? { name: "", value: pair.trim() } : { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() };
    }),
  );
}

/** One `Cookie` value without the product's own. @returns undefined when nothing is left, `line` itself when nothing was ours */
export function withoutOwnCookies(line: string): string | undefined {
  if (!/portcullis-/i.test(line)) return line;
  const kept = line.split(";").filter((pair) => !isOwnPair(pair));
  return kept.length === 0 ? undefined : kept.join(";").trim();
}

/** Does this `Set-Cookie` value or `Cookie` pair name a cookie of the product? A nameless `=name=value` is read by browsers as `name=value`. */
export function isOwnPair(pair: string): boolean {
  return productName.test(pair.replace(/^[\s=]+/, "").replaceAll('"', ""));
}

/** @param maxAge seconds; 0 expires the cookie */
export function ownCookie(name: string, value: string, { secure, maxAge }: { readonly secure: boolean; readonly maxAge: number }): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}${secure ? "; Secure" : ""}`;
}

/** The share's cookie names on its origin. `__Host-` needs https; on http the name differs by share, since cookies don't know ports. */
export function cookieNames(shareId: string, secure: boolean): { readonly session: string; readonly signIn: string; readonly signOut: string } {
  const session = `${secure ? "__Host-" : ""}portcullis-${shareId}`;
  return { session, signIn: `${session}-in-`, signOut: `${session}-out` };
}
