import { EventEmitter, Uri, window, workspace, type Disposable, type TextDocumentContentProvider } from "vscode";
import { DisposableStore } from "../base/disposable";

const scheme = "portcullis-text";

/** Texts that can be read and copied and not changed: in memory alone, while they are open. */
export class ReadOnlyTexts implements TextDocumentContentProvider, Disposable {
  readonly #held = new DisposableStore();
  readonly #changed = this.#held.add(new EventEmitter<Uri>());
  readonly #texts = new Map<string, string>();
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#held.add(workspace.registerTextDocumentContentProvider(scheme, this));
    this.#held.add(workspace.onDidCloseTextDocument(({ uri }) => void this.#texts.delete(uri.toString())));
  }

  dispose(): void {
    this.#held.dispose();
    this.#texts.clear();
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? "";
  }

  /** What is open under this name shows the new text. @param name in front of `.json` @param json without a secret in it */
  async show(name: string, json: string): Promise<void> {
    const uri = Uri.from({ scheme, path: `/${name}.json` });
    this.#texts.set(uri.toString(), `${json.trimEnd()}\n`);
    this.#changed.fire(uri);
    // JSON by its name.
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }
}
