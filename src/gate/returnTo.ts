const longest = 1500;

/**
 * Where a person goes after the sign-in: the path and query that they asked for, if it is one on this origin beyond doubt, else `/`.
 * One leading slash, then printable ASCII without `\`, `#` and a second slash; a browser would read the rest as another origin or a header.
 */
export function returnPath(target: string): string {
  if (target.length > longest || !/^\/(?![/\\])[\x21-\x7e]*$/.test(target) || /[\\#]/.test(target)) return "/";
  const resolved = URL.canParse(target, "https://own.invalid") ? new URL(target, "https://own.invalid") : undefined;
  // Dot segments can resolve to a second slash: `/.//elsewhere`.
  if (resolved?.host !== "own.invalid" || resolved.pathname.startsWith("//")) return "/";
  return target;
}
