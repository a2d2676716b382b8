import { ExpectedError } from "../../base/expectedError";
import { onlineAddress } from "../../ngrok/onlineAddress";
import { addressHolder, devDomainHolder } from "../../shares/addressHolder";
import type { Share } from "../../shares/share";
import { tunnelSpec } from "../../shares/shareChoice";
import { ngrokServer } from "../stores/ngrokSettings";
import type { ShareDialogParts } from "./draft";

export interface Account {
  readonly authtoken: string;
  /** It is the one that this window's shares run with. */
  readonly stored: boolean;
}

interface Parts {
  readonly registry: Pick<ShareDialogParts["registry"], "shares" | "learnOrigin">;
}

/**
 * The address of an authtoken's account, or of one of its domains: shows that ngrok takes both, and is what has to be registered at
 * the provider. One that a share of this window has is known without asking: ngrok would refuse it.
 */
export async function originOfAccount({ registry }: Parts, { authtoken, stored }: Account, signal: AbortSignal, domain?: string): Promise<string> {
  const holder = domain === undefined ? (stored ? devDomainHolder(registry.shares) : undefined) : addressHolder(registry.shares, { origin: undefined, domain });
  const held = holder && originOf(holder);
  if (held !== undefined) return held;
  try {
    return await registry.learnOrigin(tunnelSpec({ kind: "ngrok", ...(domain !== undefined && { domain }) }, { ngrok: await ngrokServer(signal) }), authtoken, signal);
  } catch (error) {
    const own = heldBy(registry.shares, error);
    if (own !== undefined) return own;
    throw error;
  }
}

/** Where a share of this window is, if that is why ngrok refused (ERR_NGROK_334). */
function heldBy(shares: readonly Share[], error: unknown): string | undefined {
  const host = error instanceof ExpectedError && error.code === "ngrok.ERR_NGROK_334" ? onlineAddress(error.facts["message"]) : undefined;
  const holder = host === undefined ? undefined : addressHolder(shares, { origin: `https://${host}`, domain: host });
  return holder && originOf(holder);
}

function originOf({ state }: Share): string | undefined {
  return "address" in state ? new URL(state.address).origin : undefined;
}
