import type { ProviderProfile } from "../identity/providerProfile";
import type { EndpointOrigins } from "../shares/share";
import type { Finding } from "./check";
import { providerChecks } from "./providerChecks";
import type { Inspection } from "./providerLook";
import { runChecks } from "./runChecks";

/**
 * Whether the provider takes this client with this secret, by a request that opens nothing: the one check, without those around it.
 *
 * @param endpoints the only places that the secret may be sent to (S20)
 */
export async function tryClient(inspection: Inspection, profile: ProviderProfile, { clientSecret, endpoints }: { readonly clientSecret: string; readonly endpoints: EndpointOrigins }, signal: AbortSignal): Promise<Finding> {
  const checks = providerChecks({ profile, clientSecret, endpoints, redirectUris: {}, enforcement: "gate", saved: true }, inspection);
  const [finding] = await runChecks(checks.filter(({ id }) => id === "provider.client"), { signal });
  if (!finding) throw new Error("The client was not looked at");
  return finding;
}
