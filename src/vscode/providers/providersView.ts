import { EventEmitter, TreeItem, TreeItemCollapsibleState, ThemeColor, ThemeIcon, type TreeDataProvider } from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposable";
import type { SettingId } from "../../contributions";
import type { Row } from "../../presentation/shareRows";
import { say } from "../say";

/** A row by what it shows. Menus pass it to commands (providerArgument.ts). */
export type ProviderNode =
  | { readonly kind: "provider"; readonly providerId: string }
  | { readonly kind: "waiting"; readonly waitingId: string }
  | { readonly kind: "proposal"; readonly proposal: string }
  | { readonly kind: "broken"; readonly setting: SettingId; readonly index: number };

export interface ShownProvider {
  readonly node: ProviderNode;
  readonly row: Row;
}

/** The view "Identity providers": those that are saved, those that are waited for, and what the folder proposes. */
export class ProvidersView implements TreeDataProvider<ProviderNode>, Disposable {
  readonly #changed = new EventEmitter<undefined>();
  readonly #held = new DisposableStore();
  /** By id. */
  #shown: ReadonlyMap<string, ShownProvider> = new Map();
  readonly onDidChangeTreeData = this.#changed.event;

  /** @param load what there is now; asked for again after `refresh` */
  constructor(private readonly load: () => readonly ShownProvider[]) {
    this.#held.add(this.#changed);
  }

  dispose(): void {
    this.#held.dispose();
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getChildren(node?: ProviderNode): ProviderNode[] {
    if (node) return [];
    const before = this.#shown;
    // One object per row for as long as it is listed: VS Code knows rows by identity.
    const shown = this.load().map(({ node: fresh, row }) => ({ node: before.get(idOf(fresh))?.node ?? fresh, row }));
    this.#shown = new Map(shown.map((one) => [idOf(one.node), one]));
    return shown.map((one) => one.node);
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(node: ProviderNode): TreeItem {
    const shown = this.#shown.get(idOf(node));
    if (!shown) return new TreeItem("", TreeItemCollapsibleState.None);
    const { label, description, icon, color, accessible, tooltip } = shown.row;
    const item = new TreeItem(say(label), TreeItemCollapsibleState.None);
    item.id = idOf(node);
    item.iconPath = color === undefined ? new ThemeIcon(icon) : new ThemeIcon(icon, new ThemeColor(color));
    if (description) item.description = say(description);
    item.tooltip = say(tooltip);
    item.accessibilityInformation = { label: say(accessible) };
    item.contextValue = node.kind;
    return item;
  }
}

function idOf(node: ProviderNode): string {
  switch (node.kind) {
    case "provider":
      return `provider:${node.providerId}`;
    case "waiting":
      return `waiting:${node.waitingId}`;
    case "proposal":
      return `proposal:${node.proposal}`;
    case "broken":
      return `broken:${node.setting}:${node.index}`;
  }
}
