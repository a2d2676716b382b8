declare const proven: unique symbol;

/**
 * A public address that a stranger was shown to be turned away from. Only a held proof makes one;
 * clipboard, notifications, status bar and invitations take nothing else.
 */
export type ProvenAddress = string & { readonly [proven]: "held" };

/** What was proven of an address holds of every path below it. @param path from its root, with its query */
export function addressBelow(address: ProvenAddress, path: string): ProvenAddress {
  const below = new URL(path, address);
  if (below.origin !== new URL(address).origin) throw new Error("Not a path below that address.");
  return below.href as ProvenAddress;
}
