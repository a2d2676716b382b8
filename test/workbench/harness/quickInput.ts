// The one input box and list at the top of the workbench: command palette, picks, inputs.
import type { Locator, Page } from "playwright-core";
import type { PageElement } from "./pageElement";
import { waitFor, type WaitOptions } from "./waitFor";

export interface QuickInputItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly focused: boolean;
}

export class QuickInput {
  readonly widget: Locator;
  readonly input: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator(".quick-input-widget:visible");
    this.input = this.widget.locator(".quick-input-box input");
  }

  async isOpen(): Promise<boolean> {
    return (await this.widget.count()) > 0;
  }

  /** Waits for a dialogue step by its title, or by its placeholder where it has no title. */
  async waitForTitle(title: string | RegExp, options?: WaitOptions): Promise<void> {
    let seen = "no input";
    await waitFor(`the input "${title.toString()}"`, async () => {
      const texts = (await this.isOpen()) ? [await this.title(), await this.placeholder()] : [];
      if (texts.length > 0) seen = texts.join(" | ");
      return texts.some((text) => (typeof title === "string" ? text.includes(title) : title.test(text)));
    }, options).catch(async (cause: unknown) => {
      if (await this.isOpen()) seen += ` with "${await this.value()}" in it, ${(await this.isBusy()) ? "busy" : "idle"}, ${await this.message()}: ${(await this.items()).map(({ label, detail, focused }) => `${focused ? "> " : ""}${label} ${detail}`).join(" | ")}`;
      throw new Error(`The input "${title.toString()}" did not come; last seen: ${seen}`, { cause });
    });
  }

  async title(): Promise<string> {
    return clean(await this.widget.locator(".quick-input-title").first().innerText({ timeout: 5000 }));
  }

  async placeholder(): Promise<string> {
    return (await this.input.getAttribute("placeholder", { timeout: 5000 })) ?? "";
  }

  async value(): Promise<string> {
    return this.input.inputValue();
  }

  /** What the dialogue says under its input: prompt, progress or complaint. */
  async message(): Promise<string> {
    const message = this.widget.locator(".quick-input-message");
    return (await message.isVisible()) ? clean(await message.innerText()) : "";
  }

  async waitForMessage(text: string | RegExp, options?: WaitOptions): Promise<string> {
    return waitFor(`the message "${text.toString()}"`, async () => {
      const message = await this.message();
      return (typeof text === "string" ? message.includes(text) : text.test(message)) ? message : undefined;
    }, options);
  }

  async isPassword(): Promise<boolean> {
    return (await this.input.getAttribute("type")) === "password";
  }

  async isBusy(): Promise<boolean> {
    return (await this.widget.locator(".quick-input-progress.active").count()) > 0;
  }

  /** Whether the complaint's colour is on the input. */
  async hasError(): Promise<boolean> {
    return (await this.widget.locator(".monaco-inputbox.error, .quick-input-message .codicon-error").count()) > 0;
  }

  /** The items in view, in order. */
  async items(): Promise<readonly QuickInputItem[]> {
    return this.widget.locator(".quick-input-list .monaco-list-row").evaluateAll((rows: PageElement[]) => {
      const text = (row: PageElement, selector: string) => (row.querySelector(selector)?.textContent ?? "").replace(/\u00a0/g, " ").trim();
      const top = (row: PageElement) => Number.parseFloat(row.style.top) || 0;
      return [...rows]
        .sort((a, b) => top(a) - top(b))
        .map((row) => ({
          label: text(row, ".quick-input-list-row .label-name") || text(row, ".label-name"),
          description: text(row, ".label-description"),
          detail: text(row, ".quick-input-list-label-meta"),
          focused: row.classList.contains("focused"),
        }));
    });
  }

  async waitForItem(label: string | RegExp, options?: WaitOptions): Promise<QuickInputItem> {
    let seen: readonly QuickInputItem[] = [];
    return waitFor(`the item "${label.toString()}"`, async () => {
      seen = await this.items();
      return seen.find((item) => matches(item.label, label));
    }, options).catch((cause: unknown) => {
      throw new Error(`No item "${label.toString()}" among: ${seen.map((item) => item.label).join(" | ") || "nothing"}`, { cause });
    });
  }

  /** Chooses an item by keyboard: the arrow until it has the focus, then Enter. */
  async pick(label: string | RegExp, options?: WaitOptions): Promise<void> {
    await this.focusItem(label, options);
    // One that closed by itself meanwhile is not waited for.
    await this.input.press("Enter", { timeout: 20_000 });
  }

  async focusItem(label: string | RegExp, options?: WaitOptions): Promise<void> {
    await this.waitForItem(label, options);
    const bound = (await this.items()).length + 5;
    for (let step = 0; step <= bound; step += 1) {
      const focused = (await this.items()).find((item) => item.focused);
      if (focused && matches(focused.label, label)) return;
      await this.input.press("ArrowDown", { timeout: 20_000 });
      await waitFor("the focus to move", async () => {
        const now = (await this.items()).find((item) => item.focused);
        return now?.label !== focused?.label || now?.detail !== focused?.detail;
      });
    }
    throw new Error(`The keyboard does not reach "${label.toString()}"`);
  }

  /** Replaces what is in the input. */
  async type(text: string, options: WaitOptions = {}): Promise<void> {
    await this.input.fill(text, options);
  }

  async submit(text?: string): Promise<void> {
    if (text !== undefined) await this.type(text);
    await this.input.press("Enter");
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Buttons in the title and beside the input, by their tooltip. */
  async clickButton(name: string | RegExp): Promise<void> {
    await this.widget.locator(".quick-input-titlebar .action-label, .quick-input-inline-action-bar .action-label").and(this.page.getByLabel(name)).first().click();
  }

  /** A button at the right of an item. */
  async clickItemButton(label: string | RegExp, button: string | RegExp): Promise<void> {
    const item = await this.waitForItem(label);
    const row = this.widget.locator(".quick-input-list .monaco-list-row").filter({ hasText: item.label }).first();
    await row.hover();
    await row.getByLabel(button).first().click();
  }

  async back(): Promise<void> {
    await this.clickButton(/^Back/);
  }

  async waitUntilClosed(options?: WaitOptions): Promise<void> {
    await waitFor("the input to close", async () => !(await this.isOpen()), options);
  }

  /** Escape until nothing is open. */
  async dismiss(): Promise<void> {
    await waitFor("the input to be dismissed", async () => {
      if (!(await this.isOpen())) return true;
      await this.page.keyboard.press("Escape");
      return !(await this.isOpen());
    });
  }
}

export function matches(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? text === wanted : wanted.test(text);
}

function clean(text: string): string {
  return text.replace(/\u00a0/g, " ").trim();
}
