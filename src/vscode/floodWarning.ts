import { l10n, window } from "vscode";
import type { Clock } from "../base/clock";
import type { Disposable } from "../base/disposable";
import { floodText } from "../presentation/floodText";
import { FloodNotices } from "../shares/floodNotices";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import type { ErrorBoundary } from "./errorBoundary";
import { say } from "./say";

export interface FloodWarningParts {
  readonly registry: Pick<ShareRegistry, "onDidChange" | "stop">;
  readonly clock: Clock;
  readonly boundary: Pick<ErrorBoundary, "run">;
  readonly showInSidebar: (share: Share) => Promise<void>;
}

/** One notification when strangers flood a share, with the way to end it. */
export function warnOfFloods({ registry, clock, boundary, showInSidebar }: FloodWarningParts): Disposable {
  const notices = new FloodNotices(clock);
  const warn = async (share: Share) => {
    const stop = l10n.t("Stop share");
    const show = l10n.t("Show in sidebar");
    const picked = await window.showWarningMessage(say(floodText(share)), stop, show);
    if (picked === stop) await registry.stop(share.spec.id);
    else if (picked === show) await showInSidebar(share);
  };
  return registry.onDidChange((shares) => {
    for (const share of notices.due(shares)) void boundary.run(() => warn(share));
  });
}
