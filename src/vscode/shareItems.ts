// The rows of the view "Shares" as VS Code wants them. Tooltips are plain strings: what visitors chose is never Markdown (S16).
import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import { isOptionName } from "../presentation/optionText";
import { isRouteDetail, shareDetail, shareRow, visitorsRow, type Row, type ShareDetail } from "../presentation/shareRows";
import type { TimeOfDay } from "../presentation/shareText";
import { visitorDescription, visitorLabel, visitorTooltip } from "../presentation/visitorText";
import type { VisitorRecord } from "../protocol/messages";
import type { Share } from "../shares/share";
import { canOpen } from "./address";
import { hasPolicy } from "./pickShare";
import { say } from "./say";

/** Part of the context value of rows whose address can be opened from here; package.json asks for it. */
const openable = "openable";
const withPolicy = "policy";

export function shareItem(share: Share): TreeItem {
  const { spec, state } = share;
  const item = itemOf(shareRow(share), `share:${spec.id}`, TreeItemCollapsibleState.Expanded);
  item.contextValue = `share.${state.kind}${canOpen(spec.tunnel) ? ` ${openable}` : ""}${hasPolicy(share) ? ` ${withPolicy}` : ""}`;
  return item;
}

export function detailItem(share: Share, detail: ShareDetail): TreeItem {
  const item = itemOf(shareDetail(share, detail), `detail:${share.spec.id}:${detail}`, TreeItemCollapsibleState.None);
  item.contextValue = isOptionName(detail) || detail.startsWith("openPath:") ? "detail.option" : isRouteDetail(detail) ? "detail.route" : `detail.${detail}`;
  return item;
}

export function visitorsItem(share: Share): TreeItem {
  const empty = share.visitors.length === 0;
  // A row that was a leaf stays shut when it gets children, unless it is another row by its id.
  const id = `visitors:${share.spec.id}${empty ? ":none" : ""}`;
  const item = itemOf(visitorsRow(share), id, empty ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Expanded);
  item.contextValue = "visitors";
  return item;
}

export function visitorItem(shareId: string, visitor: VisitorRecord): TreeItem {
  const label = visitorLabel(visitor);
  const description = visitor.program === true ? l10n.t("program") : visitorDescription(visitor);
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.id = `visitor:${shareId}:${visitor.id}`;
  item.iconPath = new ThemeIcon(visitor.open > 0 ? "account" : "circle-outline");
  item.description = description ?? "";
  item.tooltip = say(visitorTooltip(visitor, timeOfDay));
  item.accessibilityInformation = { label: say(visitorTooltip(visitor, timeOfDay)) };
  item.contextValue = "visitor";
  return item;
}

function itemOf({ label, description, icon, color, accessible, tooltip }: Row, id: string, collapsible: TreeItemCollapsibleState): TreeItem {
  const item = new TreeItem(say(label), collapsible);
  item.id = id;
  item.iconPath = color === undefined ? new ThemeIcon(icon) : new ThemeIcon(icon, new ThemeColor(color));
  if (description) item.description = say(description);
  item.tooltip = say(tooltip);
  item.accessibilityInformation = { label: say(accessible) };
  return item;
}

const timeOfDay: TimeOfDay = (ms) => new Date(ms).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
