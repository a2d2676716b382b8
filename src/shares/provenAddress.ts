declare const proven: unique symbol;

/**
 * A public address that a stranger was shown to be turned away from. Only a held proof makes one;
 * clipboard, notifications, status bar and invitations take nothing else.
 */
export type ProvenAddress = string & { readonly [proven]: "held" };
