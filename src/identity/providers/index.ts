import type { KnownProvider, ProviderKind } from "../providerProfile";
import { jumpcloud } from "./jumpcloud";
import { okta } from "./okta";
import { other } from "./other";

/** Every provider that the product knows, in the order in which they are offered. */
export const knownProviders = { okta, jumpcloud, other } as const satisfies Readonly<Record<ProviderKind, KnownProvider>>;
