// A real VS Code in Chromium with an extension installed, and what a person does in it.
import { mkdir, readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { ensureEditor, type EditorName } from "../../../scripts/editor.mjs";
import { launchBrowser } from "./browser";
import { EditorServer, type EditorServerOptions } from "./editorServer";
import { Notifications, StatusBar, TreeView } from "./parts";
import type { RunningProcess } from "./processes";
import { QuickInput } from "./quickInput";
import { patience, waitFor, type WaitOptions } from "./waitFor";

export interface WorkbenchOptions extends Omit<EditorServerOptions, "editor" | "vsix" | "smokeTestDriver" | "root"> {
  readonly version: EditorName;
  /** The VSIX file to install, or several. */
  readonly vsix: string | readonly string[];
  /** Chromium's host-resolver-rules, like "MAP idp.example:443 127.0.0.1:4443". */
  readonly hostRules?: readonly string[];
}

const screenshots = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "build", "screenshots");
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { version, vsix, hostRules = [], ...rest } = options;
  const editor = await ensureEditor(version);
  const server = await EditorServer.start({ ...rest, editor, vsix: typeof vsix === "string" ? [vsix] : vsix });
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser({ hostRules });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(patience);
    // tsx names inner functions by a call of this helper, which the page does not have.
    await context.addInitScript("globalThis.__name ??= (named) => named");
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.origin });
    const workbench = new Workbench(server, browser, context, await context.newPage());
    await workbench.open();
    return workbench;
  } catch (cause) {
    await browser?.close();
    await server.close();
    throw cause;
  }
}

export class Workbench {
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly statusBar: StatusBar;

  constructor(
    readonly server: EditorServer,
    readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page);
    this.statusBar = new StatusBar(page);
  }

  get userDataDir(): string {
    return this.server.userDataDir;
  }

  get settingsFile(): string {
    return this.server.settingsFile;
  }

  get folder(): string {
    return this.server.folder;
  }

  /** Opens the folder and waits until the workbench is drawn and reached its server. */
  async open(): Promise<void> {
    await this.page.goto(`${this.server.origin}/?folder=${encodeURIComponent(this.server.folder)}`, { timeout: patience });
    await this.waitUntilDrawn();
  }

  async waitUntilDrawn(): Promise<void> {
    await this.page.locator(".monaco-workbench .statusbar-item").first().waitFor({ timeout: patience });
    await this.page.locator(".monaco-workbench .explorer-viewlet, .monaco-workbench .activitybar").first().waitFor({ timeout: patience });
  }

  /** Command palette by keyboard: the exact title, then Enter. */
  async runCommand(title: string, { timeout = patience }: WaitOptions = {}): Promise<void> {
    const until = Date.now() + timeout;
    let shown: readonly string[] = [];
    for (let wait = 500; ; wait = Math.min(2 * wait, 3000)) {
      await this.#openPalette();
      try {
        await this.quickInput.type(`>${title}`, { timeout: 5000 });
        // Commands of an extension that was not read yet do not appear in an open palette: ask again.
        const found = await waitFor(`the command "${title}"`, async () => {
          shown = (await this.quickInput.items()).map((item) => item.label);
          return shown.includes(title);
        }, { timeout: wait }).catch(() => false);
        if (found) {
          await this.quickInput.pick(title, { timeout: 5000 });
          return;
        }
      } catch (cause) {
        // Whatever takes the focus meanwhile, as a page that comes to the front, closes the palette.
        if (await this.quickInput.isOpen()) throw cause;
      }
      if (Date.now() >= until) break;
    }
    await this.quickInput.dismiss();
    throw new Error(`The command palette has no "${title}"; it shows: ${shown.join(" | ") || "nothing"}`);
  }

  /** A key is lost while the workbench is busy with itself, as when its trust changes: it is pressed again, as a person would. */
  async #openPalette(): Promise<void> {
    await this.quickInput.dismiss();
    await waitFor("the command palette", async () => {
      await this.page.keyboard.press("F1");
      return waitFor("the palette to open", () => this.quickInput.isOpen(), { timeout: 5000 }).catch(() => false);
    });
  }

  /** What a person does to whom a notification went away: without a failure it is shown for ten seconds, and then among all that there are. */
  async showNotifications(): Promise<void> {
    await this.runCommand("Notifications: Show Notifications");
    await this.page.locator(".notifications-center.visible").waitFor();
  }

  /** Opens a view container by its name in the activity bar. */
  async openView(name: string): Promise<void> {
    const tab = this.page.locator(".activitybar .action-item").filter({ has: this.page.locator(`.action-label[aria-label^="${name}"]`) }).first();
    const title = this.page.locator(".sidebar .composite.title .title-label");
    const shows = async () => (await title.isVisible()) && (await title.innerText()).toLowerCase().includes(name.toLowerCase());
    await waitFor(`the side bar to show ${name}`, async () => {
      if (await shows()) return true;
      // It may come back by itself meanwhile: a click hides it then, and the next one brings it back.
      await tab.click();
      return waitFor("the tab to be followed", shows, { timeout: 5000 }).catch(() => false);
    });
  }

  tree(viewTitle: string): TreeView {
    return new TreeView(this.page, viewTitle);
  }

  /** Text and buttons of the modal dialogue that is open. */
  async dialog(options?: WaitOptions): Promise<{ readonly text: string; readonly buttons: readonly string[] }> {
    const box = this.page.locator(".monaco-dialog-box");
    await box.waitFor({ timeout: options?.timeout ?? patience });
    const text = (await box.locator(".dialog-message-container").innerText()).trim();
    const buttons = await box.locator(".dialog-buttons .monaco-button").allInnerTexts();
    return { text, buttons: buttons.map((one) => one.trim()).filter((one) => one !== "") };
  }

  async clickDialog(button: string): Promise<void> {
    await this.page.locator(".monaco-dialog-box .dialog-buttons").getByRole("button", { name: button, exact: true }).click();
  }

  async clipboard(): Promise<string> {
    return this.page.evaluate<string>("navigator.clipboard.readText()");
  }

  /** Reloads as the user does, and waits for the workbench. */
  async reloadWindow(): Promise<void> {
    const loaded = this.page.waitForEvent("load", { timeout: patience / 2 }).then(() => true, () => false);
    await this.runCommand("Developer: Reload Window");
    // Seen once: the web workbench shuts down and does not load again. Then the browser's own reload, as a person's.
    if (!(await loaded)) await this.page.reload({ timeout: patience });
    await this.waitUntilDrawn();
  }

  /** Closes the tab, as a user closes the window. */
  async closeWindow(): Promise<void> {
    await this.page.close({ runBeforeUnload: false });
  }

  /** What an extension wrote into its output channel, in the newest window of this run. */
  async outputChannel(name: string): Promise<string> {
    const logs = path.join(this.userDataDir, "logs");
    const files = (await readdir(logs, { recursive: true })).filter((file) => /(^|[\\/])exthost\d*[\\/]/.test(file));
    const own = files.filter((file) => path.basename(file) === `${name}.log` || path.basename(file).endsWith(`-${name}.log`)).sort();
    const texts = await Promise.all(own.map((file) => readFile(path.join(logs, file), "utf8")));
    return texts.join("");
  }

  async waitForOutput(name: string, text: string | RegExp, options?: WaitOptions): Promise<string> {
    return waitFor(`"${text.toString()}" in the output channel ${name}`, async () => {
      const written = await this.outputChannel(name);
      return (typeof text === "string" ? written.includes(text) : text.test(written)) ? written : undefined;
    }, options);
  }

  /** Writes build/screenshots/<name>.png. */
  async screenshot(name: string, page: Page = this.page): Promise<string> {
    await mkdir(screenshots, { recursive: true });
    const file = path.join(screenshots, `${name}.png`);
    // A colour that is fading into another one is in no theme.
    await page.screenshot({ path: file, animations: "disabled" });
    return file;
  }

  processes(): readonly RunningProcess[] {
    return this.server.processes();
  }

  /** Somebody else's browser: no cookie of ours, any certificate accepted. */
  async newVisitorContext(): Promise<BrowserContext> {
    const context = await this.browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1024, height: 720 } });
    context.setDefaultTimeout(patience);
    return context;
  }

  /** Ends browser and server; returns the processes of the run that outlived the server and had to be ended. */
  async close(): Promise<readonly RunningProcess[]> {
    await this.browser.close();
    return this.server.close();
  }
}
