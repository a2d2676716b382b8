import type { Share } from "./share";
import type { ShareChoices } from "./shareChoice";
import { edgeCallback } from "./proofVerdict";

export const gateCallbackPath = "/.portcullis/callback";

/** The redirect URIs that shares of this folder had registered at a provider, as far as that is known here: each once, those of this machine's gate first. */
export function usedRedirectUris(providerId: string, { last, byPort }: ShareChoices, shares: readonly Share[]): readonly string[] {
  const choices = [...byPort.values(), ...(last ? [last] : [])].filter((choice) => choice.providerId === providerId);
  const running = shares.filter(({ spec }) => spec.provider.id === providerId);
  const origins = [
    ...choices.filter(({ enforcement }) => enforcement === "gate").flatMap(({ tunnel, origin }) => (tunnel.kind === "custom" ? [tunnel.origin] : origin === undefined ? [] : [origin])),
    ...running.filter(({ spec }) => spec.enforcement === "gate").flatMap(({ state }) => ("address" in state ? [new URL(state.address).origin] : [])),
  ];
  const atEdge = choices.some(({ enforcement }) => enforcement === "edge") || running.some(({ spec }) => spec.enforcement === "edge");
  return [...new Set([...origins.map((origin) => `${origin}${gateCallbackPath}`), ...(atEdge ? [edgeCallback] : [])])];
}

/** Those of them that no share uses which runs now: whoever comes back to one that does would find it gone. */
export function freeRedirectUris(providerId: string, choices: ShareChoices, shares: readonly Share[]): readonly string[] {
  const running = usedRedirectUris(providerId, { last: undefined, byPort: new Map() }, shares);
  return usedRedirectUris(providerId, choices, []).filter((uri) => !running.includes(uri));
}
