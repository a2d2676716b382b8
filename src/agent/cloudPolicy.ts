import type { Clock } from "../base/clock";
import type { OpenidFetch } from "../base/openidFetch";
import { createOpenidClient } from "../oidc/openidClient";
import type { CloudEdge } from "../protocol/cloudEndpoint";
import type { ShareSpec } from "../protocol/shareSpec";
import { EdgeBinding } from "./edgeBinding";

/**
 * The policy that a Cloud Endpoint has to have for this share, with the scopes that its provider knows: JSON.
 * @throws ExpectedError of discovery; what `edgePolicy` throws
 */
export async function cloudPolicy(
  { fetch, clock }: { readonly fetch: OpenidFetch; readonly clock: Clock },
  { spec, clientSecret, cloud }: { readonly spec: ShareSpec; readonly clientSecret?: string | undefined; readonly cloud: CloudEdge },
  signal: AbortSignal,
): Promise<string> {
  const { listedScopes = [] } = await createOpenidClient({ profile: spec.provider, clientSecret, fetch, clock }, signal);
  return new EdgeBinding({ spec, clientSecret, listedScopes, round: undefined, cloud }).policy;
}
