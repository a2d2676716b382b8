import { EventEmitter, TreeItem, TreeItemCollapsibleState, type TreeDataProvider } from "vscode";
import { DisposableStore, type Disposable } from "../base/disposable";
import type { VisitorRecord } from "../protocol/messages";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import { shareDetails, type ShareDetail } from "../presentation/shareRows";
import { detailItem, shareItem, visitorItem, visitorsItem } from "./shareItems";

/** A row by what it shows; what is shown is read from the registry when it is drawn. Menus pass it to commands (shareArgument.ts). */
export type ShareNode =
  | { readonly kind: "share"; readonly shareId: string }
  | { readonly kind: "detail"; readonly shareId: string; readonly detail: ShareDetail }
  | { readonly kind: "visitors"; readonly shareId: string }
  | { readonly kind: "visitor"; readonly shareId: string; readonly visitor: VisitorRecord };

/** The view "Shares": each share, below it its parts and the people who are in. */
export class SharesView implements TreeDataProvider<ShareNode>, Disposable {
  readonly #changed = new EventEmitter<ShareNode[] | undefined>();
  readonly #held = new DisposableStore();
  /** One object per share for as long as it is listed: VS Code knows rows by identity. */
  readonly #nodes = new Map<string, ShareNode>();
  #shown: readonly Share[];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(registry: Pick<ShareRegistry, "shares" | "onDidChange">) {
    this.#shown = registry.shares;
    this.#held.add(this.#changed);
    this.#held.add(registry.onDidChange((shares) => this.#refresh(shares)));
  }

  dispose(): void {
    this.#held.dispose();
  }

  getChildren(node?: ShareNode): ShareNode[] {
    if (!node) return this.#shown.map(({ spec }) => this.nodeOf(spec.id));
    const { shareId } = node;
    const share = this.#find(shareId);
    if (!share) return [];
    if (node.kind === "share") return [...shareDetails(share).map((detail) => ({ kind: "detail", shareId, detail }) as const), { kind: "visitors", shareId }];
    if (node.kind === "visitors") return share.visitors.map((visitor) => ({ kind: "visitor", shareId, visitor }));
    return [];
  }

  getParent(node: ShareNode): ShareNode | undefined {
    if (node.kind === "share") return undefined;
    return node.kind === "visitor" ? { kind: "visitors", shareId: node.shareId } : this.nodeOf(node.shareId);
  }

  getTreeItem(node: ShareNode): TreeItem {
    const share = this.#find(node.shareId);
    if (!share) return new TreeItem("", TreeItemCollapsibleState.None);
    switch (node.kind) {
      case "share":
        return shareItem(share);
      case "detail":
        return detailItem(share, node.detail);
      case "visitors":
        return visitorsItem(share);
      case "visitor":
        return visitorItem(share.spec.id, node.visitor);
    }
  }

  nodeOf(shareId: string): ShareNode {
    const node = this.#nodes.get(shareId) ?? { kind: "share", shareId };
    this.#nodes.set(shareId, node);
    return node;
  }

  #find(shareId: string): Share | undefined {
    return this.#shown.find(({ spec }) => spec.id === shareId);
  }

  /** Redraws the shares that changed; the whole list only when one came or went. */
  #refresh(shares: readonly Share[]): void {
    const before = new Map(this.#shown.map((share) => [share.spec.id, share]));
    this.#shown = shares;
    for (const id of this.#nodes.keys()) if (!this.#find(id)) this.#nodes.delete(id);
    if (shares.length !== before.size || shares.some(({ spec }) => !before.has(spec.id))) {
      this.#changed.fire(undefined);
      return;
    }
    const changed = shares.filter((share) => {
      const old = before.get(share.spec.id);
      return old?.state !== share.state || old.visitors !== share.visitors || old.strangersPerMinute !== share.strangersPerMinute || old.listener !== share.listener || old.routes !== share.routes || old.usage !== share.usage || old.spec !== share.spec;
    });
    if (changed.length > 0) this.#changed.fire(changed.map(({ spec }) => this.nodeOf(spec.id)));
  }
}
