import { l10n, StatusBarAlignment, ThemeColor, window, type StatusBarItem } from "vscode";
import { DisposableStore, type Disposable } from "../base/disposable";
import { commands } from "../contributions";
import { statusBarText, type StatusBarTone } from "../presentation/statusBarText";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import { say } from "./say";

const backgrounds = {
  calm: undefined,
  warning: new ThemeColor("statusBarItem.warningBackground"),
  error: new ThemeColor("statusBarItem.errorBackground"),
} as const satisfies Readonly<Record<StatusBarTone, ThemeColor | undefined>>;

/** The shares in one item of the status bar; hidden when there are none. A click lists what can be done. */
export function createStatusBar(registry: Pick<ShareRegistry, "shares" | "onDidChange">): Disposable {
  const held = new DisposableStore();
  const item = held.add(window.createStatusBarItem("portcullis.shares", StatusBarAlignment.Left, 0));
  item.name = l10n.t("Portcullis shares");
  item.command = commands.showShareActions;
  held.add(registry.onDidChange((shares) => draw(item, shares)));
  draw(item, registry.shares);
  return held;
}

function draw(item: StatusBarItem, shares: readonly Share[]): void {
  const shown = statusBarText(shares);
  if (!shown) {
    item.hide();
    return;
  }
  item.text = `$(${shown.icon}) ${say(shown.text)}`;
  item.tooltip = say(shown.tooltip);
  item.accessibilityInformation = { label: say(shown.accessible), role: "button" };
  item.backgroundColor = backgrounds[shown.tone];
  item.show();
}
