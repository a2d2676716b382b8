// Everything that status bar and notifications showed since a moment, however briefly.
import type { Page } from "playwright-core";

export interface Shown {
  readonly part: "statusBar" | "notification";
  readonly text: string;
  /** The status bar item's colour. */
  readonly kind: "plain" | "warning" | "error";
}

const observe = `(() => {
  const seen = [];
  globalThis.shownSince = seen;
  const add = (part, text, kind) => {
    const last = seen.findLast((one) => one.part === part && (part === "statusBar" || one.text === text));
    if (text !== "" && (last?.text !== text || last.kind !== kind)) seen.push({ part, text, kind });
  };
  const clean = (node) => (node.textContent ?? "").replace(/\\u00a0/g, " ").trim();
  const look = () => {
    for (const item of document.querySelectorAll(".statusbar-item")) {
      if (!item.id.startsWith("portcullis.")) continue;
      const kind = item.classList.contains("error-kind") ? "error" : item.classList.contains("warning-kind") ? "warning" : "plain";
      add("statusBar", clean(item), kind);
    }
    for (const item of document.querySelectorAll(".notification-list-item-message")) add("notification", clean(item), "plain");
  };
  globalThis.shownObserver?.disconnect();
  globalThis.shownObserver = new MutationObserver(look);
  globalThis.shownObserver.observe(document.body, { subtree: true, childList: true, characterData: true });
  for (const bar of document.querySelectorAll(".part.statusbar")) globalThis.shownObserver.observe(bar, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["class"] });
  look();
})()`;

/** Looks from now on; ends with the page's life. @returns reads what was shown so far, in order */
export async function watchShown(page: Page): Promise<() => Promise<readonly Shown[]>> {
  await page.evaluate(observe);
  return () => page.evaluate<readonly Shown[]>("globalThis.shownSince");
}
