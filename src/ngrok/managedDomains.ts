/** The base domains that ngrok gives names below (its documentation, domains/index.mdx, "ngrok managed domains", 2026-08). */
export const managedDomains = ["ngrok.app", "ngrok.dev", "ngrok.pizza", "ngrok-free.app", "ngrok-free.dev", "ngrok-free.pizza", "ngrok.io"] as const;

/** Those of them that are on the Public Suffix List of 2023-03: browsers take each name below for a site of its own. */
const publicSuffixes: readonly string[] = ["ngrok.app", "ngrok.dev", "ngrok.pizza", "ngrok-free.app", "ngrok-free.dev", "ngrok.io"];

/** Whether what a browser does to this host's registrable domain concerns this host's one account alone: `acme.ngrok.app`, and neither `a.acme.ngrok.app` nor a name of one's own. @param host with or without a port */
export function isSiteOfItsOwn(host: string): boolean {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  return publicSuffixes.includes(name.slice(name.indexOf(".") + 1));
}
