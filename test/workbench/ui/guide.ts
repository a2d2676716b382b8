// The guided page as a person meets it: by what it says, through the two frames in which the editor keeps a webview.
import type { FrameLocator, Locator } from "playwright-core";
import type { PageElement } from "../harness/pageElement";
import { waitFor } from "../harness/waitFor";
import type { Workbench } from "../harness/workbench";

export const addProvider = "Portcullis: Add identity provider";

export class Guide {
  readonly frame: FrameLocator;

  constructor(private readonly workbench: Workbench) {
    this.frame = workbench.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  }

  async open(): Promise<void> {
    await this.workbench.runCommand(addProvider);
    await this.isOpen();
  }

  async isOpen(): Promise<void> {
    await this.frame.getByRole("heading", { level: 1 }).waitFor();
  }

  /** All that the page holds, its fields' values included. */
  async everything(): Promise<string> {
    const fields = await Promise.all((await this.frame.getByRole("textbox").all()).map((field) => field.inputValue()));
    return [await this.frame.locator("html").innerHTML(), ...fields].join("\n");
  }

  async choose(option: string | RegExp): Promise<void> {
    const radio = this.frame.getByRole("radio", { name: option, exact: typeof option === "string" });
    await radio.click();
    // The page may be drawn once more as it was before the host heard of it.
    await waitFor(`${String(option)} to be chosen`, () => radio.isChecked());
  }

  async press(button: string | RegExp): Promise<void> {
    await this.frame.getByRole("button", { name: button, exact: typeof button === "string" }).click();
  }

  field(label: string | RegExp): Locator {
    return this.frame.getByRole("textbox", { name: label, exact: true });
  }

  /** Waits until what has that role and name has the focus. */
  async hasFocus(role: "button" | "textbox" | "radio", name: string): Promise<void> {
    await waitFor(`the focus on ${name}`, () => this.frame.getByRole(role, { name, exact: true }).evaluate((node: PageElement) => node.matches(":focus, :focus-within")));
  }

  /** What screen readers were told last. */
  async announces(text: string | RegExp): Promise<void> {
    await this.frame.locator("#announcements[role=status][aria-live=polite]").filter({ hasText: text }).waitFor({ state: "attached" });
  }

  isWiderThanItsWindow(): Promise<boolean> {
    return this.frame.locator("html").evaluate((root: PageElement) => root.scrollWidth > root.clientWidth);
  }

  section(heading: RegExp): Locator {
    return this.frame.getByRole("region", { name: heading });
  }

  /** The steps of a section, each as it reads. */
  async steps(heading: RegExp): Promise<readonly string[]> {
    return this.section(heading).getByRole("list").first().locator(":scope > li > p:first-child").allInnerTexts();
  }

  async says(text: string | RegExp): Promise<void> {
    await this.frame.getByText(text).first().waitFor();
  }

  /** Presses a button that copies, and reads what came to the clipboard. */
  async copies(button: string | RegExp): Promise<string> {
    const { page } = this.workbench;
    await page.evaluate("navigator.clipboard.writeText('')");
    await this.press(button);
    return waitFor(`${String(button)} to copy`, async () => {
      const text = await page.evaluate<string>("navigator.clipboard.readText()");
      return text === "" ? undefined : text;
    });
  }

  /** The checks' rows, once none of them runs any more: title → outcome. */
  async checks(): Promise<ReadonlyMap<string, string>> {
    const rows = this.frame.getByRole("list", { name: "Checks" }).getByRole("listitem");
    const found = await waitFor("the checks to end", async () => {
      const now = await rows.evaluateAll((items: readonly PageElement[]) => items.map((row) => [row.querySelector(".title")?.textContent ?? "", row.querySelector(".word")?.textContent ?? ""] as const));
      return now.length > 0 && now.every(([, outcome]) => outcome !== "Running") ? now : undefined;
    });
    return new Map(found);
  }
}

/** What the browser says about our policy from now on. */
export function policyComplaints({ page }: Workbench): () => readonly string[] {
  const said: string[] = [];
  page.on("console", (line) => {
    if (/Content.Security.Policy|Refused to/i.test(line.text())) said.push(line.text());
  });
  return () => said;
}
