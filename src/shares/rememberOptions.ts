import { upstreamKey, type UpstreamKey } from "../protocol/upstream";
import type { ShareOptions } from "../protocol/shareOptions";
import { onceLive } from "./onceLive";
import type { Share } from "./share";
import type { ShareChoices } from "./shareChoice";
import type { ShareRegistry } from "./shareRegistry";

export interface RememberOptionsParts {
  readonly registry: Pick<ShareRegistry, "shares" | "onDidChange">;
  readonly choices: {
    read(): ShareChoices;
    rememberChange(upstream: UpstreamKey, providerId: string, changed: { readonly options: ShareOptions }): Promise<void>;
  };
}

/**
 * After a change of a share that runs. Rules of the person's own only once ngrok has taken them and the share is proven with them: those that
 * ngrok refuses would be in the way of the next start as well, and of every one after it.
 */
export async function rememberOptions({ registry, choices }: RememberOptionsParts, { spec: { id, upstream, provider } }: Pick<Share, "spec">, options: ShareOptions): Promise<void> {
  const key = upstreamKey(upstream);
  const { policyRules, ...others } = options;
  const before = choices.read().byPort.get(key)?.options?.policyRules;
  if (policyRules === undefined || policyRules === before) return choices.rememberChange(key, provider.id, { options });
  await choices.rememberChange(key, provider.id, { options: { ...others, ...(before !== undefined && { policyRules: before }) } });
  const live = await onceLive(registry, id);
  if (live) await choices.rememberChange(key, provider.id, { options: live.spec.options ?? {} });
}
