import { EventEmitter, l10n, Uri, window, workspace, type TextDocumentContentProvider } from "vscode";
import { DisposableStore, type Disposable } from "../base/disposable";
import { upstreamText } from "../presentation/shareText";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";

const scheme = "portcullis-policy";

/** The traffic policy that ngrok's edge carries out for a share, as a document that can only be read. Its secrets are named, not told (S3). */
export class PolicyPreview implements TextDocumentContentProvider, Disposable {
  readonly #held = new DisposableStore();
  readonly #changed = new EventEmitter<Uri>();
  /** By document. */
  readonly #texts = new Map<string, string>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly registry: Pick<ShareRegistry, "policy">) {
    this.#held.add(this.#changed);
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

  /** @throws ExpectedError `agent.notStarted` where there is no agent process with this share just now */
  async show({ spec }: Share, signal: AbortSignal): Promise<void> {
    const policy = await this.registry.policy(spec.id, signal);
    if (policy === undefined) {
      void window.showInformationMessage(l10n.t("{app} has no traffic policy: people sign in on this machine", { app: upstreamText(spec.upstream) }));
      return;
    }
    const uri = Uri.from({ scheme, path: `/${spec.id}/traffic-policy.json` });
    this.#texts.set(uri.toString(), `${policy}\n`);
    this.#changed.fire(uri);
    // JSON by its name.
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }
}
