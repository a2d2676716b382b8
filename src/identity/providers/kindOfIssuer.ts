import type { ProviderKind } from "../providerProfile";

const hosts: Readonly<Record<Exclude<ProviderKind, "other">, RegExp>> = {
  okta: /(^|\.)(okta\.com|oktapreview\.com|okta-emea\.com)$/,
  jumpcloud: /(^|\.)jumpcloud\.com$/,
};

/** Which provider an issuer is, by its host alone: one at a domain of the company's own is `other`. */
export function kindOfIssuer(issuer: string): ProviderKind {
  const host = URL.parse(issuer)?.hostname ?? "";
  return hosts.okta.test(host) ? "okta" : hosts.jumpcloud.test(host) ? "jumpcloud" : "other";
}
