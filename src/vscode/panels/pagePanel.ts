// The one webview of the product: a page in an editor, drawn from what presentation worded.
import { randomBytes } from "node:crypto";
import { env, l10n, Uri, ViewColumn, window, type WebviewOptions, type WebviewPanel } from "vscode";
import { inert } from "../../base/inert";
import type { Log } from "../../base/log";
import { message, type Message } from "../../presentation/message";
import { pageHtml } from "../../presentation/pageHtml";
import { pageInWords } from "../../presentation/pageInWords";
import { fromPageSchema, idsOf, type Page, type ToPage } from "../../protocol/page";
import { say } from "../say";

const confirmationMs = 3000;

export interface PagePanelParts {
  readonly extensionUri: Uri;
  readonly log: Pick<Log, "warn">;
  /** An id of the page that is shown: of a button or an option. */
  readonly onPress: (id: string) => void;
  /** What a field holds now. */
  readonly onTyped?: (id: string, value: string) => void;
  readonly onClosed: () => void;
}

/**
 * A page whose state is the host's: what is hidden is thrown away and drawn anew when it is shown again, so that no hidden page
 * takes memory (`retainContextWhenHidden` would), and nothing that a person typed is lost. Only the place to which it was scrolled is kept there.
 */
export class PagePanel {
  readonly #panel: WebviewPanel;
  #page: Page<string> | undefined;
  #ids: ReturnType<typeof idsOf<string>> = { press: new Set(), typed: new Set(), copies: new Map() };

  /**
   * @param type the kind of page, one for each
   * @param restored the panel that the editor kept over a reload; a new one without
   */
  constructor(
    type: string,
    title: Message,
    private readonly parts: PagePanelParts,
    restored?: WebviewPanel,
  ) {
    const dist = Uri.joinPath(parts.extensionUri, "dist", "webview");
    const options: WebviewOptions = { enableScripts: true, enableCommandUris: false, enableForms: false, localResourceRoots: [dist] };
    this.#panel = restored ?? window.createWebviewPanel(type, say(title), ViewColumn.Active, options);
    const { webview } = this.#panel;
    webview.options = options;
    this.#panel.iconPath = Uri.joinPath(parts.extensionUri, "media", "portcullis.svg");
    this.#panel.onDidDispose(() => parts.onClosed());
    webview.onDidReceiveMessage((received: unknown) => this.#hear(received));
    webview.html = pageHtml({
      source: webview.cspSource,
      script: webview.asWebviewUri(Uri.joinPath(dist, "page.js")).toString(),
      style: webview.asWebviewUri(Uri.joinPath(dist, "page.css")).toString(),
      nonce: randomBytes(18).toString("base64"),
      title: say(title),
      language: env.language,
    });
  }

  show(page: Page<Message>): void {
    this.#page = pageInWords(page, (text, args) => l10n.t(text, args));
    this.#ids = idsOf(this.#page);
    this.#panel.title = this.#page.title;
    this.#post({ type: "show", page: this.#page });
  }

  /** Said to screen readers. */
  announce(text: Message): void {
    this.#post({ type: "announce", text: say(text) });
  }

  /** @param key a block's */
  focus(key: string): void {
    this.#post({ type: "focus", key });
  }

  /** Brings a block into view, the focus staying where it is. @param key a block's */
  scrollTo(key: string): void {
    this.#post({ type: "reveal", key });
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  /** A page that is hidden hears nothing: it asks when it is shown again. */
  #post(told: ToPage): void {
    void this.#panel.webview.postMessage(told);
  }

  #hear(received: unknown): void {
    const parsed = fromPageSchema.safeParse(received);
    if (!parsed.success) {
      this.parts.log.warn("A page sent a message that is none of its own; it is ignored");
      return;
    }
    const told = parsed.data;
    if (told.type === "ready") {
      if (this.#page) this.#post({ type: "show", page: this.#page });
      return;
    }
    // An id that was there a moment ago, or never.
    if (!this.#ids[told.type].has(told.id)) this.parts.log.warn(`A page named ${inert(told.id)}, which it does not show; it is ignored`);
    else if (told.type === "typed") this.parts.onTyped?.(told.id, told.value);
    else {
      const copied = this.#ids.copies.get(told.id);
      if (copied === undefined) this.parts.onPress(told.id);
      else void this.#copy(copied);
    }
  }

  async #copy(text: string): Promise<void> {
    await env.clipboard.writeText(text);
    this.announce(message("Copied"));
    window.setStatusBarMessage(l10n.t("Copied"), confirmationMs);
  }
}
