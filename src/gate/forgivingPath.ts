/**
 * A path as the most forgiving of all upstreams and proxies would read it: percent-encoding (repeated too), case, backslashes,
 * doubled slashes, path parameters, control characters and compatibility forms. For refusing only: what is allowed is compared strictly.
 */
export function forgivingSegments(path: string): string[] {
  return forgivingText(path).replaceAll("\\", "/").split("/").map((segment) => segment.replace(/;.*$/s, "")).filter((segment) => segment !== "");
}

export function forgivingText(text: string): string {
  // Node reads the target as latin1; most upstreams read it as UTF-8.
  let seen = Buffer.from(text, "latin1").toString("utf8");
  for (let round = 0; round < 4; round++) {
    const decoded = seen.replace(/(%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"));
    if (decoded === seen) break;
    seen = decoded;
  }
  return seen.normalize("NFKC").toLowerCase().replace(/[\u0000-\u0020\u007f\u00ad\u200b-\u200f\u2060\ufeff]/g, "");
}

/** Dot segments taken away as RFC 3986, 5.2.4, has it. */
export function withoutDots(segments: readonly string[]): string[] {
  const resolved: string[] = [];
  for (const segment of segments) {
    if (segment === "..") resolved.pop();
    else if (segment !== ".") resolved.push(segment);
  }
  return resolved;
}
