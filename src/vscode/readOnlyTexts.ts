import { languages, Uri, window, workspace, type Disposable } from "vscode";

const scheme = "portcullis-text";
const most = 20;

/** Texts that can be read and copied and not changed: in memory alone, the newest twenty. */
export class ReadOnlyTexts implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #provider: Disposable;
  #count = 0;

  constructor() {
    this.#provider = workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent: ({ query }) => this.#texts.get(query) ?? "" });
  }

  dispose(): void {
    this.#provider.dispose();
    this.#texts.clear();
  }

  /** @param json without a secret in it */
  async show(title: string, json: string): Promise<void> {
    this.#count += 1;
    const id = String(this.#count);
    this.#texts.set(id, json);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= most) break;
      this.#texts.delete(oldest);
    }
    const document = await workspace.openTextDocument(Uri.from({ scheme, path: `/${title}.json`, query: id }));
    await languages.setTextDocumentLanguage(document, "json");
    await window.showTextDocument(document, { preview: true });
  }
}
