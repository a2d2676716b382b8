// How long a share goes on trying after a failure: what no retry mends is said once, not in a loop.

/** `none`: it fails at once. `aWhile`: it may mend itself within moments, as when ngrok still holds our own dead connection. `forever`: until it works. */
export type Patience = "none" | "aWhile" | "forever";

const ngrok = (...numbers: readonly number[]) => numbers.map((number) => `ngrok.ERR_NGROK_${number}`);

const hopeless: ReadonlySet<string> = new Set([
  "ngrok.authtokenMissing", "ngrok.nativeModule", "ngrok.rootCertificates", "ngrok.stopped", "proof.disproved", "oidc.endpointsChanged", "oidc.issuerMismatch",
  "oidc.certificateChecksOff", "oidc.issuerNotAllowed", "oidc.notPermittedAddress", "local.portTaken", "cloud.changed", "cloud.needsEdge", "cloud.notFound", "cloud.sealUnknown", "edge.sealMissing", "edge.gateOnly", "edge.noIdToken", "edge.othersAtAddress", "edge.policyDiffers", "edge.rulesNeedEdge", "edge.vaultNeedsEdge", "programs.audience",
  "programs.tokensForOktaItself",
  "oidc.sharedIssuer",
  // The account, its plan and its authtoken.
  ...ngrok(102, 103, 105, 106, 107, 116, 118, 120, 121, 122, 123, 300, 302, 305, 306, 323, 337, 338, 340, 382, 4018, 8014, 9005, 9009, 9015, 9023, 9040, 15014),
  // The address.
  ...ngrok(303, 307, 308, 313, 314, 315, 316, 317, 318, 319, 320, 322, 326, 331, 332, 358, 381, 9034, 9036, 9037, 9038, 15000, 15002, 15013),
  // The policy.
  ...ngrok(2200, 2201, 2203, 2204, 2206, 2207, 2222, 2223, 2224, 2225, 2226, 2236, 2239, 2240, 2241, 2251, 2253, 2256, 2263, 2264, 2265, 9025, 9026, 15004),
  // What visitors get instead of the share, and will tomorrow: quotas of the month, bills, bans, plans, an address that is not ours alone.
  ...ngrok(725, 727, 736, 3203, 3208, 3313, 4026, 4027, 6008, 6009, 6020, 6022, 6024, 6025, 6026, 6029, 6030, 6032),
]);

/** Rates, overload and outages: ngrok's own, or the network's. */
const passing: ReadonlySet<string> = new Set(ngrok(226, 349, 351, 702, 715, 734, 743, 3004, 3006, 3200, 3202, 3210, 8000, 8001, 8002, 8003, 8004, 8007, 8012));

/** Asking sooner would only prolong these. */
const rates: ReadonlySet<string> = new Set(ngrok(226, 349, 351, 702, 715, 734));

export function patienceWith(code: string): Patience {
  if (hopeless.has(code)) return "none";
  return code.startsWith("ngrok.ERR_NGROK_") && !passing.has(code) ? "aWhile" : "forever";
}

export function isRateLimit(code: string): boolean {
  return rates.has(code);
}
