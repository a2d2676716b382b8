import { l10n, window, type Uri, type UriHandler } from "vscode";
import { providerFromLink } from "../../identity/providerLink";
import type { SharedProvider } from "../../identity/sharedProvider";
import type { ErrorBoundary } from "../errorBoundary";

/** `vscode://portcullis.portcullis/add-provider?…`: anybody can make one, so it is a proposal like a folder's. One is answered at a time. */
export class ProviderLinks implements UriHandler {
  #asking = false;

  constructor(
    private readonly boundary: Pick<ErrorBoundary, "run">,
    private readonly take: (provider: SharedProvider) => Promise<void>,
  ) {}

  async handleUri(uri: Pick<Uri, "path" | "query">): Promise<void> {
    // A page that opens links by the dozen gets one question.
    if (this.#asking) return;
    this.#asking = true;
    try {
      await this.boundary.run(async () => {
        const provider = providerFromLink(uri);
        if (provider) await this.take(provider);
        else await window.showWarningMessage(l10n.t("This link names no identity provider that can be added. Ask whoever sent it for a new one."));
      });
    } finally {
      this.#asking = false;
    }
  }
}
