import { env, l10n, Uri, window } from "vscode";
import { Cancelled } from "../base/expectedError";
import { shareLabel, upstreamText } from "../presentation/shareText";
import type { ShareRegistry } from "../shares/shareRegistry";
import { isRunning } from "./pickShare";
import { say } from "./say";

/**
 * Stops one of this window's shares, so that ngrok has room for another; without one at ngrok, opens the page of what runs elsewhere.
 * @returns whether one was stopped. Rejects with Cancelled when none is picked: even the only one is asked about, since people may be in.
 */
export async function stopOther(registry: Pick<ShareRegistry, "shares" | "stop">, url: string): Promise<boolean> {
  const running = registry.shares.filter((share) => isRunning(share) && share.spec.tunnel.kind === "ngrok");
  if (running.length === 0) {
    await env.openExternal(Uri.parse(url, true));
    return false;
  }
  const items = running.map((share) => ({ label: say(shareLabel(share)), description: upstreamText(share.spec.upstream), id: share.spec.id }));
  const picked = await window.showQuickPick(items, { title: l10n.t("Stop another share"), placeHolder: l10n.t("Which share is stopped? Its visitors lose it at once") });
  if (!picked) throw new Cancelled();
  await registry.stop(picked.id);
  return true;
}
