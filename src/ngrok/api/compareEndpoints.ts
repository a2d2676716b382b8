// S12: what ngrok's API shows at an address, beside what was opened there.
import { policyTextDigest } from "../policyDigest";
import type { ApiEndpoint } from "./records";

export interface ExpectedEndpoint {
  /** `https://host`, an internal one included. */
  readonly url: string;
  readonly type: "agent" | "cloud";
  /** Of the policy that it has; undefined: none. */
  readonly policyDigest: string | undefined;
  /** Others of the account may be there too, with the same policy. */
  readonly pooled: boolean;
}

export type EndpointsSeen =
  | { readonly kind: "same" }
  /** Nothing is shown at this address (yet): the key may be another account's. */
  | { readonly kind: "notListed" }
  /** ngrok shows no policy of an agent's endpoint. Whether it has one, the proof has shown. */
  | { readonly kind: "policyHidden" }
  | { readonly kind: "othersAtAddress"; readonly count: number }
  | { readonly kind: "policyDiffers" };

export function compareEndpoints(expected: ExpectedEndpoint, endpoints: readonly ApiEndpoint[]): EndpointsSeen {
  const here = endpoints.filter(({ url }) => originOf(url) === originOf(expected.url));
  const others = expected.pooled ? here.filter(({ type }) => type !== expected.type) : here.slice(1);
  const [first] = here;
  if (first === undefined) return { kind: "notListed" };
  if (others.length > 0 || first.type !== expected.type) return { kind: "othersAtAddress", count: Math.max(others.length, 1) };
  const policies = here.map((endpoint) => policyOf(endpoint, expected));
  return { kind: (["policyDiffers", "policyHidden", "same"] as const).find((kind) => policies.includes(kind)) ?? "same" };
}

function policyOf({ trafficPolicy, type }: ApiEndpoint, expected: ExpectedEndpoint): "same" | "policyDiffers" | "policyHidden" {
  // A Cloud Endpoint always has one, and it is always shown.
  if (trafficPolicy === undefined && type === "agent" && expected.policyDigest !== undefined) return "policyHidden";
  const shown = trafficPolicy ?? "";
  if (shown === "") return expected.policyDigest === undefined ? "same" : "policyDiffers";
  return expected.policyDigest !== undefined && policyTextDigest(shown) === expected.policyDigest ? "same" : "policyDiffers";
}

/** With its default port; what is no address is nobody's. */
function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
