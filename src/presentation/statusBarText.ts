import type { Share } from "../shares/share";
import { upstreamName } from "../protocol/upstream";
import { eachApp, isHeldBack, listenerText } from "./listenerText";
import { lines, message, type Message } from "./message";
import { prefixText } from "./routesText";
import { addressText, hostOf, lossText, shareLabel, shareStateText, type TimeOfDay } from "./shareText";

export type StatusBarTone = "calm" | "warning" | "error";

export interface StatusBarText {
  /** A codicon's name; stands before the text as `$(icon)`. */
  readonly icon: string;
  readonly text: Message;
  /** Plain text, lines. */
  readonly tooltip: Message;
  readonly accessible: Message;
  readonly tone: StatusBarTone;
}

/** The shares in one item of the status bar. Undefined when there is nothing to show. @param now milliseconds since 1970, for what is counted down */
export function statusBarText(all: readonly Share[], time?: TimeOfDay, now = Date.now()): StatusBarText | undefined {
  const shares = all.filter(({ state }) => state.kind !== "stopped");
  const [first] = shares;
  if (!first) return undefined;
  const tone = toneOf(shares);
  const each = shares.flatMap((share) => [lineOf(share, time, now), ...heldRoutes(share), ...lossText(share)]);
  const one = shares.length === 1;
  return {
    icon: iconOf(shares, tone),
    text: one ? shortText(first, now) : message("{count} shares", { count: shares.length }),
    tooltip: lines(each),
    accessible: one ? lineOf(first, time) : summary(shares, tone),
    tone,
  };
}

function toneOf(shares: readonly Share[]): StatusBarTone {
  if (shares.some(({ state }) => state.kind === "failed")) return "error";
  const uneasy = shares.some((share) => eachApp(share).some(({ app }) => isHeldBack(app))) || shares.some(({ state }) => state.kind === "reconnecting" || (state.kind === "live" && state.doubtedSince !== undefined));
  return uneasy ? "warning" : "calm";
}

function iconOf(shares: readonly Share[], tone: StatusBarTone): string {
  if (tone === "error") return "error";
  if (shares.some(({ state }) => state.kind === "reconnecting")) return "sync~spin";
  if (tone === "warning") return "question";
  return shares.some(({ state }) => state.kind === "live") ? "lock" : "loading~spin";
}

/** A share that reconnects says so beside its name, and when it tries next. */
function shortText(share: Share, now: number): Message {
  const { state } = share;
  const name = shortLabel(share);
  if (state.kind !== "reconnecting") return name;
  if (state.nextTryAt === undefined) return message("{name}: reconnecting", { name });
  return message("{name}: next try in {seconds} s", { name, seconds: Math.max(1, Math.ceil((state.nextTryAt - now) / 1000)) });
}

/** The host's first label; of an address on this machine the whole, since `localhost` says little. */
function shortLabel({ spec, state }: Share): Message {
  if (!("address" in state)) return message("{app}", { app: upstreamName(spec.upstream) });
  const host = hostOf(state.address);
  return message("{host}", { host: host.startsWith("localhost") ? host : (host.split(".")[0] ?? host) });
}

function lineOf(share: Share, time: TimeOfDay | undefined, now?: number): Message {
  const where = "address" in share.state ? addressText(share.state.address) : shareLabel(share);
  return message("{where}: {state}", { where, state: (isHeldBack(share) ? listenerText(share.listener) : undefined) ?? shareStateText(share, time, now) });
}

function heldRoutes(share: Share): readonly Message[] {
  return eachApp(share).slice(1).flatMap(({ prefix, app }) => {
    const text = isHeldBack(app) ? listenerText(app.listener) : undefined;
    return text === undefined ? [] : [message("{prefix}: {text}", { prefix: prefixText(prefix), text })];
  });
}

function summary(shares: readonly Share[], tone: StatusBarTone): Message {
  const count = shares.length;
  if (tone === "error") return message("{count} shares, at least one has failed", { count });
  return tone === "warning" ? message("{count} shares, at least one is reconnecting, not verified or held back", { count }) : message("{count} shares", { count });
}
