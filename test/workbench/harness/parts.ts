// Notifications, status bar, views and menus of the workbench, as a person meets them.
import type { Locator, Page } from "playwright-core";
import type { PageElement } from "./pageElement";
import { matches } from "./quickInput";
import { waitFor, type WaitOptions } from "./waitFor";

declare function getComputedStyle(element: PageElement): { readonly backgroundColor: string };

export interface Notification {
  readonly text: string;
  readonly buttons: readonly string[];
  readonly severity: "info" | "warning" | "error";
  readonly progress: boolean;
}

export class Notifications {
  readonly #toasts: Locator;

  constructor(page: Page) {
    this.#toasts = page.locator(".notifications-toasts .notification-list-item, .notifications-center.visible .notification-list-item");
  }

  async all(): Promise<readonly Notification[]> {
    return this.#toasts.evaluateAll((items: PageElement[]) =>
      items.map((item) => ({
        text: (item.querySelector(".notification-list-item-message")?.textContent ?? "").trim(),
        buttons: [...item.querySelectorAll(".notification-list-item-buttons-container .monaco-button")].map((button) => (button.textContent ?? "").trim()).filter((text) => text !== ""),
        severity: item.querySelector(".codicon-error") ? ("error" as const) : item.querySelector(".codicon-warning") ? ("warning" as const) : ("info" as const),
        progress: item.querySelector(".monaco-progress-container:not(.done)") !== null,
      })),
    );
  }

  async waitFor(text: string | RegExp, options?: WaitOptions): Promise<Notification> {
    let seen: readonly Notification[] = [];
    return waitFor(`the notification "${text.toString()}"`, async () => {
      seen = await this.all();
      return seen.find((one) => contains(one.text, text));
    }, options).catch((cause: unknown) => {
      throw new Error(`No notification "${text.toString()}" among: ${seen.map((one) => one.text).join(" | ") || "none"}`, { cause });
    });
  }

  async click(text: string | RegExp, button: string): Promise<void> {
    await this.waitFor(text);
    await this.#toasts.filter({ hasText: text }).first().locator(".notification-list-item-buttons-container .monaco-button").filter({ hasText: exactly(button) }).first().click();
  }

  /** Closes all that are shown. */
  async clear(): Promise<void> {
    await waitFor("the notifications to close", async () => {
      const first = this.#toasts.first();
      if ((await this.#toasts.count()) === 0) return true;
      await first.hover({ timeout: 2000 });
      await first.locator(".codicon-notifications-clear").first().click({ timeout: 2000 });
      return false;
    });
  }
}

export interface StatusBarItem {
  readonly text: string;
  readonly icons: readonly string[];
  readonly label: string;
  readonly background: string;
  readonly kind: "plain" | "warning" | "error";
}

export class StatusBar {
  constructor(private readonly page: Page) {}

  async items(): Promise<readonly StatusBarItem[]> {
    return this.page.locator(".statusbar-item:visible").evaluateAll((items: PageElement[]) =>
      items.map((item) => ({
        text: (item.textContent ?? "").replace(/\u00a0/g, " ").trim(),
        icons: [...item.querySelectorAll(".codicon")].flatMap((icon) => [...icon.classList].filter((name) => name.startsWith("codicon-")).map((name) => name.slice("codicon-".length))),
        label: item.querySelector(".statusbar-item-label")?.getAttribute("aria-label") ?? item.getAttribute("aria-label") ?? "",
        background: getComputedStyle(item).backgroundColor,
        kind: item.classList.contains("error-kind") ? ("error" as const) : item.classList.contains("warning-kind") ? ("warning" as const) : ("plain" as const),
      })),
    );
  }

  async waitFor(text: string | RegExp, options?: WaitOptions): Promise<StatusBarItem> {
    let seen: readonly StatusBarItem[] = [];
    return waitFor(`the status bar item "${text.toString()}"`, async () => {
      seen = await this.items();
      return seen.find((one) => contains(one.text, text));
    }, options).catch((cause: unknown) => {
      throw new Error(`No status bar item "${text.toString()}" among: ${seen.map((one) => one.text).join(" | ")}`, { cause });
    });
  }

  async waitUntilGone(text: string | RegExp, options?: WaitOptions): Promise<void> {
    await waitFor(`the status bar item "${text.toString()}" to go`, async () => !(await this.items()).some((one) => contains(one.text, text)), options);
  }

  async click(text: string | RegExp): Promise<void> {
    await this.waitFor(text);
    await this.page.locator(".statusbar-item:visible").filter({ hasText: text }).first().locator(".statusbar-item-label").click();
  }

  /** The tooltip's text. */
  async tooltip(text: string | RegExp): Promise<string> {
    await this.waitFor(text);
    await this.page.locator(".statusbar-item:visible").filter({ hasText: text }).first().hover();
    const hover = this.page.locator(".monaco-hover:visible, .workbench-hover:visible").first();
    return (await hover.innerText()).trim();
  }
}

export interface TreeRow {
  readonly text: string;
  readonly description: string;
  readonly label: string;
  readonly level: number;
  readonly expanded: boolean | undefined;
}

/** One view of a view container, found by its title. */
export class TreeView {
  readonly pane: Locator;

  constructor(
    private readonly page: Page,
    private readonly title: string,
  ) {
    this.pane = page.locator(".pane").filter({ has: page.locator(`.pane-header[aria-label^="${title}"]`) });
  }

  async rows(): Promise<readonly TreeRow[]> {
    return this.pane.locator(".pane-body .monaco-list-row").evaluateAll((rows: PageElement[]) => {
      const top = (row: PageElement) => Number.parseFloat(row.style.top) || 0;
      const text = (row: PageElement, selector: string) => (row.querySelector(selector)?.textContent ?? "").replace(/\u00a0/g, " ").trim();
      return [...rows]
        .sort((a, b) => top(a) - top(b))
        .map((row) => ({
          text: text(row, ".label-name"),
          description: text(row, ".label-description"),
          label: row.getAttribute("aria-label") ?? "",
          level: Number(row.getAttribute("aria-level")),
          expanded: row.hasAttribute("aria-expanded") ? row.getAttribute("aria-expanded") === "true" : undefined,
        }));
    });
  }

  async waitForRow(text: string | RegExp, options?: WaitOptions): Promise<TreeRow> {
    let seen: readonly TreeRow[] = [];
    return waitFor(`the row "${text.toString()}"`, async () => {
      seen = await this.rows();
      return seen.find((row) => contains(`${row.text} ${row.description}`, text));
    }, options).catch((cause: unknown) => {
      throw new Error(`No row "${text.toString()}" in ${this.title} among: ${seen.map((row) => `${row.text} ${row.description}`).join(" | ") || "none"}`, { cause });
    });
  }

  /** Waits until these are all the rows, as text, description and level: those below another one come later than it. */
  async waitForRows(wanted: readonly (readonly [text: string, description: string, level: number])[]): Promise<void> {
    let seen = "";
    await waitFor(`the rows of ${this.title}`, async () => {
      seen = JSON.stringify((await this.rows()).map(({ text, description, level }) => [text, description, level]));
      return seen === JSON.stringify(wanted);
    }).catch((cause: unknown) => {
      throw new Error(`The rows of ${this.title} are ${seen}`, { cause });
    });
  }

  /** Text of the view where it has no rows (its welcome). */
  async welcome(): Promise<string> {
    // The view is there before what it says.
    return waitFor("the welcome text", async () => (await this.pane.locator(".welcome-view-content").first().innerText({ timeout: 10_000 })).trim() || undefined);
  }

  row(text: string | RegExp): Locator {
    return this.pane.locator(".pane-body .monaco-list-row").filter({ hasText: text }).first();
  }

  async expand(text: string | RegExp): Promise<void> {
    const row = await this.waitForRow(text);
    if (row.expanded === false) await this.row(text).locator(".monaco-tl-twistie").click();
    await waitFor(`"${text.toString()}" to be expanded`, async () => (await this.waitForRow(text)).expanded !== false);
  }

  /** An action at the right of a row. */
  async clickInline(text: string | RegExp, action: string | RegExp): Promise<void> {
    await this.waitForRow(text);
    await this.row(text).hover();
    await this.row(text).locator(".actions .action-label").and(this.page.getByLabel(action)).first().click();
  }

  /** The names in a row's context menu. */
  async contextMenu(text: string | RegExp): Promise<readonly string[]> {
    await this.waitForRow(text);
    await this.row(text).click({ button: "right" });
    const items = this.page.locator(".monaco-menu .action-item .action-label:visible");
    await items.first().waitFor();
    return (await items.allInnerTexts()).map((one) => one.trim()).filter((one) => one !== "");
  }

  async clickContextMenu(text: string | RegExp, action: string): Promise<void> {
    const names = await this.contextMenu(text);
    if (!names.includes(action)) throw new Error(`No "${action}" in the menu of "${text.toString()}": ${names.join(" | ")}`);
    // By keyboard: a menu ignores a click that comes right after it opened.
    const focused = this.page.locator(".monaco-menu .action-item.focused .action-label:visible");
    // And once more around, should the first key have come before the menu had the focus.
    for (let step = 0; step <= 2 * names.length; step += 1) {
      if ((await focused.count()) > 0 && (await focused.first().innerText()).trim() === action) {
        await this.page.keyboard.press("Enter");
        await waitFor("the menu to close", async () => (await this.page.locator(".monaco-menu:visible").count()) === 0);
        return;
      }
      await this.page.keyboard.press("ArrowDown");
    }
    throw new Error(`The keyboard does not reach "${action}" in the menu of "${text.toString()}"`);
  }

  /** An action in the view's title. */
  async clickTitleAction(action: string | RegExp): Promise<void> {
    await this.pane.locator(".pane-header").hover();
    await this.pane.locator(".pane-header .actions .action-label").and(this.page.getByLabel(action)).first().click();
  }
}

function contains(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? text.includes(wanted) : matches(text, wanted);
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
}
