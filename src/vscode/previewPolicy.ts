import { l10n, window } from "vscode";
import { upstreamText } from "../presentation/shareText";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";

export interface PolicyPreviewParts {
  readonly registry: Pick<ShareRegistry, "policy">;
  readonly showText: (name: string, json: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Shows the traffic policy that ngrok's edge carries out for a share. Its secrets are named, not told (S3).
 *
 * @throws ExpectedError `agent.notStarted` where there is no agent process with this share just now; `cloud.apiKeyMissing` where nobody has read the Cloud Endpoint's
 */
export async function previewPolicy({ registry, showText, signal }: PolicyPreviewParts, { spec }: Share): Promise<void> {
  const policy = await registry.policy(spec.id, signal);
  if (policy === undefined) void window.showInformationMessage(l10n.t("{app} has no traffic policy: people sign in on this machine", { app: upstreamText(spec.upstream) }));
  else await showText(`${spec.id}/traffic-policy`, policy);
}
