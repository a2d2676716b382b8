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

/** Whether this server is asked past a proxy, as VS Code and `NO_PROXY` have it: `*`, a name with those below it, and a port where one is named. @param exempt `http.noProxy`, or the variable split at its commas */
export function isExempt(exempt: readonly unknown[], server: { readonly host: string; readonly port: string }): boolean {
  return exempt.some((entry) => {
    const [name = "", port] = typeof entry === "string" ? entry.trim().toLowerCase().split(":", 2) : [];
    if (name === "*") return true;
    const below = name.replace(/^\*?\.?/, ".");
    return below !== "." && `.${server.host.toLowerCase()}`.endsWith(below) && (port === undefined || port === server.port);
  });
}
