import type { ProviderProfile } from "../identity/providerProfile";
import type { Share } from "./share";
import type { ShareChoices } from "./shareChoice";
import { edgeCallback } from "./proofVerdict";

export const gateCallbackPath = "/.portcullis/callback";

/** A provider, and what was registered there when it was set up. */
export type RegisteredAt = Pick<ProviderProfile, "id" | "redirectUris">;

/**
 * The redirect URIs that are registered at a provider, as far as that is known here: each once, first those that shares of this folder had,
 * of them those of this machine's gate, then those with which it was set up.
 */
export function usedRedirectUris({ id: providerId, redirectUris = [] }: RegisteredAt, { last, byPort }: ShareChoices, shares: readonly Share[]): readonly string[] {
  const choices = [...byPort.values(), ...(last ? [last] : [])].filter((choice) => choice.providerId === providerId);
  const running = shares.filter(({ spec }) => spec.provider.id === providerId);
  const origins = [
    ...choices.filter(({ enforcement }) => enforcement === "gate").flatMap(({ tunnel, origin }) => (tunnel.kind === "custom" ? [tunnel.origin] : origin === undefined ? [] : [origin])),
    ...running.filter(({ spec }) => spec.enforcement === "gate").flatMap(({ state }) => ("address" in state ? [new URL(state.address).origin] : [])),
  ];
  const atEdge = choices.some(({ enforcement }) => enforcement === "edge") || running.some(({ spec }) => spec.enforcement === "edge");
  return [...new Set([...origins.map((origin) => `${origin}${gateCallbackPath}`), ...(atEdge ? [edgeCallback] : []), ...redirectUris])];
}

/** Those of them that no share uses which runs now: whoever comes back to one that does would find it gone. */
export function freeRedirectUris(provider: RegisteredAt, choices: ShareChoices, shares: readonly Share[]): readonly string[] {
  const running = usedRedirectUris({ id: provider.id }, { last: undefined, byPort: new Map() }, shares);
  return usedRedirectUris(provider, choices, []).filter((uri) => !running.includes(uri));
}

/** Where people come back to by what was registered when the provider was set up. Undefined where that says nothing, or leaves a choice. */
export function registeredPlace({ redirectUris = [] }: Pick<ProviderProfile, "redirectUris">): { readonly kind: "ngrok" } | { readonly kind: "local"; readonly port: number } | undefined {
  const [gate, ...more] = new Set(redirectUris.filter((uri) => uri !== edgeCallback));
  if (gate === undefined || more.length > 0) return undefined;
  if (redirectUris.includes(edgeCallback)) return { kind: "ngrok" };
  const { hostname, port } = new URL(gate);
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname) && port !== "" ? { kind: "local", port: Number(port) } : undefined;
}
