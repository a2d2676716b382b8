import { l10n, window } from "vscode";
import type { Disposable } from "../base/disposable";
import { eachApp, exposedNotice, otherUserNotice, strangerNotice } from "../presentation/listenerText";
import type { Message } from "../presentation/message";
import type { OwnListener } from "../shares/listenerPin";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import type { ErrorBoundary } from "./errorBoundary";
import { say } from "./say";

type Registry = Pick<ShareRegistry, "shares" | "onDidChange" | "approveListener" | "stop">;

/** S18: says once per program that another one listens where an app of a share did, and asks what is to be done. */
export function createListenerNotices(registry: Registry, boundary: Pick<ErrorBoundary, "run">): Disposable {
  let said = new Map<string, OwnListener | "otherUser" | "exposed">();
  return registry.onDidChange((shares) => {
    const now = new Map<string, OwnListener | "otherUser" | "exposed">();
    for (const share of shares) {
      for (const { prefix, app } of eachApp(share)) {
        const key = `${share.spec.id} ${prefix}`;
        const { verdict, stranger } = app.listener;
        const who = stranger ?? (verdict === "otherUser" || verdict === "exposed" ? verdict : undefined);
        // Gone for a moment and there again is no news.
        const before = said.get(key);
        if (who === undefined && verdict !== "same" && before !== undefined) now.set(key, before);
        if (who === undefined || share.state.kind === "failed") continue;
        now.set(key, who);
        // Not awaited: it stays until it is answered or put away.
        if (who !== before) void boundary.run(() => (who === "otherUser" || who === "exposed" ? tell(registry, app, who === "exposed" ? exposedNotice(app) : otherUserNotice(app)) : askAboutStranger(registry, app, who)));
      }
    }
    said = now;
  });
}

async function askAboutStranger(registry: Registry, share: Share, stranger: OwnListener): Promise<void> {
  const approve = l10n.t("Share the new process too");
  const stop = l10n.t("Stop share");
  const picked = await window.showWarningMessage(say(strangerNotice(share, stranger)), approve, stop);
  if (picked === stop) await registry.stop(share.spec.id);
  else if (picked === approve && !registry.approveListener(share.spec.id, stranger)) void window.showInformationMessage(l10n.t("That process does not listen there any more"));
}

async function tell(registry: Registry, share: Share, what: Message): Promise<void> {
  const stop = l10n.t("Stop share");
  if ((await window.showWarningMessage(say(what), stop)) === stop) await registry.stop(share.spec.id);
}
