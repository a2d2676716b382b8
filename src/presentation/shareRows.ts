// A share in the sidebar's tree: its row, and the rows below it.
import { cloudOf } from "../protocol/cloudEndpoint";
import type { ShareOptions } from "../protocol/shareOptions";
import type { Share } from "../shares/share";
import type { ShareState } from "../shares/shareState";
import { isHeldBack, listenerText } from "./listenerText";
import { cloudText, poolRisk } from "./cloudText";
import { floodInShort } from "./floodText";
import { lines, message, type Message } from "./message";
import { openPathName, openPathText } from "./openPathText";
import { optionTitle, optionValue, optionWidens, optionsSet, type OptionName } from "./optionText";
import { readBackText } from "./readBackText";
import { prefixText, routeText } from "./routesText";
import { usageLine } from "./usageText";
import { addressText, enforcementText, lossText, ruleText, shareLabel, stateText, tunnelText, upstreamText, type TimeOfDay } from "./shareText";

export interface Row {
  readonly label: Message;
  readonly description: Message | undefined;
  /** A codicon's name; `color` a theme colour's id. */
  readonly icon: string;
  readonly color: string | undefined;
  /** What a screen reader says of the row. */
  readonly accessible: Message;
  /** Plain text, lines; never Markdown (S16). */
  readonly tooltip: Message;
}

export type ShareDetail = "address" | "app" | "provider" | "rule" | "enforcement" | "cloud" | "readBack" | OptionName | `openPath:${number}` | `route:${string}`;

const icons: Readonly<Record<ShareState["kind"], { readonly icon: string; readonly color?: string }>> = {
  starting: { icon: "loading~spin" },
  live: { icon: "lock", color: "testing.iconPassed" },
  reconnecting: { icon: "sync~spin", color: "list.warningForeground" },
  failed: { icon: "error", color: "list.errorForeground" },
  stopping: { icon: "loading~spin" },
  stopped: { icon: "circle-slash" },
};

/** @param now milliseconds since 1970, for what is counted down */
export function shareRow(share: Share, time?: TimeOfDay, now = Date.now()): Row {
  const { spec, state } = share;
  const label = shareLabel(share);
  const flooded = state.kind === "live" && share.strangersPerMinute > 0;
  const held = isHeldBack(share) ? listenerText(share.listener) : undefined;
  const shown = stateText(state, time, now);
  const description = held ?? (flooded ? message("{state}, {flood}", { state: shown, flood: floodInShort(share) }) : shown);
  const doubted = isHeldBack(share) || (state.kind === "live" && state.doubtedSince !== undefined);
  const { icon, color } = doubted ? { icon: "question", color: "list.warningForeground" } : flooded ? { icon: "warning", color: "list.warningForeground" } : icons[state.kind];
  const app = message("{app}", { app: upstreamText(spec.upstream) });
  return {
    label,
    description,
    icon,
    color,
    // Not counted down: a screen reader would begin anew each second.
    accessible: message("Share of {app}, {label}, {state}", { app, label, state: state.kind === "reconnecting" ? (held ?? stateText(state, time)) : description }),
    tooltip: lines([...("address" in state ? [addressText(state.address)] : []), description, ...lossText(share), app, ...(spec.routes ?? []).map(routeText), ...(share.usage ? [usageLine(share.usage)] : [])]),
  };
}

/** The details that a share has now, in the order in which they are shown. */
export function shareDetails({ spec, state, readBack }: Share): readonly ShareDetail[] {
  return [...("address" in state ? (["address"] as const) : []), "app", ...(spec.routes ?? []).map(({ prefix }) => `route:${prefix}` as const), "provider", "rule", "enforcement", ...(cloudOf(spec) ? (["cloud"] as const) : []), ...(readBack ? (["readBack"] as const) : []), ...optionsSet(spec.options).flatMap((name) => detailsOf(name, spec.options ?? {}))];
}

/** Each open path stands for itself. */
function detailsOf(name: OptionName, { openPaths = [] }: ShareOptions): readonly ShareDetail[] {
  return name === "openPaths" ? openPaths.map((_, index) => `openPath:${index}` as const) : [name];
}

export function shareDetail(share: Share, detail: ShareDetail): Row {
  const { spec, state, listener, readBack } = share;
  switch (detail) {
    case "address":
      // While it reconnects the old address is shown, since it comes back under it.
      return row("address" in state ? addressText(state.address) : message("No address yet"), "link", message("Address"));
    case "app":
      return described(row(message("{app}", { app: upstreamText(spec.upstream) }), "server-process", message("Shared port")), listenerText(listener));
    case "provider":
      return row(message("{provider}", { provider: spec.provider.name }), "key", message("Identity provider"));
    case "rule":
      return row(ruleText(spec.rule, spec.provider), "organization", message("Who may come in"));
    case "enforcement":
      return row(enforcementText(spec.enforcement), spec.enforcement === "gate" ? "device-desktop" : "cloud", message("Where sign-in is enforced"));
    case "readBack":
      return row(readBack ? readBackText(readBack) : message("Not checked at ngrok"), readBack?.kind === "same" ? "verified" : "unverified", undefined);
    case "cloud": {
      const cloud = cloudOf(spec);
      if (cloud === undefined) return row(tunnelText(spec.tunnel), "globe", message("Address"));
      const plain = row(cloudText(cloud), "globe", message("Address"));
      return cloud.pooled ? described(warned(plain), poolRisk()) : plain;
    }
    default:
      if (isRouteDetail(detail)) return routeRow(share, detail.slice("route:".length));
      return isOpenPathDetail(detail) ? openPathRow(Number(detail.slice("openPath:".length)), spec.options ?? {}) : optionRow(detail, spec.options ?? {});
  }
}

function isOpenPathDetail(detail: ShareDetail): detail is `openPath:${number}` {
  return detail.startsWith("openPath:");
}

export function isRouteDetail(detail: ShareDetail): detail is `route:${string}` {
  return detail.startsWith("route:");
}

/** A port behind a path, and who listens there (S18). */
function routeRow({ spec, state, routes = [] }: Share, prefix: string): Row {
  const route = spec.routes?.find((each) => each.prefix === prefix);
  const { listener } = routes.find((each) => each.prefix === prefix) ?? {};
  if (route === undefined) return row(prefixText(prefix), "server-process", message("Route"));
  const plain = described(row(routeText(route), "server-process", message("Route")), listener && listenerText(listener));
  return listener && isHeldBack({ state, listener }) ? { ...plain, icon: "question", color: "list.warningForeground" } : plain;
}

function openPathRow(index: number, options: ShareOptions): Row {
  const path = options.openPaths?.[index];
  return path === undefined ? optionRow("openPaths", options) : {
    ...warned(row(openPathText(path), "warning", undefined)),
    // The path first: a narrow sidebar cuts the end.
    label: openPathName(path),
    description: message("open to everyone, without sign-in"),
  };
}

/** What is otherwise than by default is shown wherever the share is. */
function optionRow(name: OptionName, options: ShareOptions): Row {
  const plain = row(optionValue(name, options), "settings-gear", optionTitle(name));
  return optionWidens(name) ? warned(plain) : plain;
}

function warned(plain: Row): Row {
  return { ...plain, icon: "warning", color: "list.warningForeground" };
}

/** The row above the visitors. */
export function visitorsRow({ visitors }: Pick<Share, "visitors">): Row {
  const count = visitors.length;
  const label = count === 0 ? message("Nobody has signed in yet") : count === 1 ? message("1 visitor") : message("{count} visitors", { count });
  return row(label, "person", undefined);
}

function described(one: Row, description: Message | undefined): Row {
  if (description === undefined) return one;
  const both = message("{row}, {description}", { row: one.accessible, description });
  return { ...one, description, accessible: both, tooltip: lines([one.tooltip, description]) };
}

function row(label: Message, icon: string, what: Message | undefined): Row {
  const accessible = what === undefined ? label : message("{what}: {value}", { what, value: label });
  return { label, description: undefined, icon, color: undefined, accessible, tooltip: accessible };
}
