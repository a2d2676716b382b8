/**
 * Where a proxy is, as `host:port`, without the credentials in it.
 * @param candidates as settings and environment have them, the first that says anything counts
 */
export function proxyHost(candidates: readonly unknown[]): string | undefined {
  const found = candidates.find((text): text is string => typeof text === "string" && text.trim() !== "");
  const host = found === undefined ? undefined : URL.parse(found)?.host;
  // What has no scheme, `proxy:3128`, is an address without a host.
  return host === "" ? undefined : host;
}
