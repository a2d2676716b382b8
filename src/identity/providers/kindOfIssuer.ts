import type { KnownProvider } from "../knownProvider";
import type { ProviderKind } from "../providerProfile";
import { knownProviders } from ".";

/** Which provider an issuer is, as somebody wrote it down, by its host alone: one at a domain of the company's own is `other`. */
export function kindOfIssuer(issuer: string): ProviderKind {
  const host = URL.parse(issuer)?.hostname;
  if (host === undefined) return "other";
  const owner = Object.values<KnownProvider>(knownProviders).find((known) => {
    const meant = known.issuerFromInput(issuer);
    // Entra's input takes a company's own domain for the tenant's; here that would make every host Entra's.
    return meant !== undefined && known.ownIssuers?.test(meant) === true && lastLabels(new URL(meant).hostname) === lastLabels(host);
  });
  return owner?.kind ?? "other";
}

function lastLabels(host: string): string {
  return host.split(".").slice(-2).join(".");
}
