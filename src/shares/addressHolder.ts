import type { Share } from "./share";

/** Where a share would be: its origin as far as that is known, and the ngrok domain that it names. */
export interface Place {
  readonly origin: string | undefined;
  readonly domain: string | undefined;
}

/** The share of this window that is at this address already, or about to be. ngrok would refuse a second one (ERR_NGROK_334). */
export function addressHolder(shares: readonly Share[], { origin, domain }: Place): Share | undefined {
  return shares.filter(isHolding).find(({ spec: { tunnel }, state }) => {
    if (tunnel.kind !== "ngrok") return false;
    if ("address" in state && origin !== undefined && new URL(state.address).origin === origin) return true;
    return domain !== undefined && (tunnel.domain === domain || ("address" in state && new URL(state.address).host === domain));
  });
}

/** A share that has the account's own domain, by default. */
export function devDomainHolder(shares: readonly Share[]): Share | undefined {
  return shares.filter(isHolding).find(({ spec: { tunnel } }) => tunnel.kind === "ngrok" && tunnel.domain === undefined && tunnel.cloud === undefined);
}

function isHolding({ state }: Share): boolean {
  return state.kind === "starting" || state.kind === "live" || state.kind === "reconnecting";
}
