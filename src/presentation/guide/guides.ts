import type { ProviderKind } from "../../identity/providerProfile";
import { jumpcloud } from "./jumpcloud";
import { okta } from "./okta";
import type { ProviderGuide } from "./providerGuide";

/** The providers that can be set up step by step, in the order in which they are offered. */
export const guides: readonly ProviderGuide[] = [okta, jumpcloud];

export function guideOf(kind: ProviderKind | undefined): ProviderGuide | undefined {
  return guides.find((guide) => guide.kind === kind);
}
