import type { ProviderKind } from "../../identity/providerProfile";
import { entra } from "./entra";
import { google } from "./google";
import { jumpcloud } from "./jumpcloud";
import { keycloak } from "./keycloak";
import { okta } from "./okta";
import type { ProviderGuide } from "./providerGuide";

/** The providers that can be set up step by step, in the order in which they are offered. */
export const guides: readonly ProviderGuide[] = [okta, jumpcloud, entra, google, keycloak];

export function guideOf(kind: ProviderKind | undefined): ProviderGuide | undefined {
  return guides.find((guide) => guide.kind === kind);
}
