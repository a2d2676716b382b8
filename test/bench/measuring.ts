// Targets that take turns under the same load, and the ratios between them.
import { duration, median } from "../soak/figures";
import { cpuMs, pin } from "./cpu";
import { startGateTarget, type GateTarget } from "./gate";
import type { Load } from "./load";
import { modAuthOpenidcInstalled, startModAuthOpenidc } from "./modAuthOpenidc";
import { nginxInstalled, startNginxProxy } from "./nginx";
import type { Target } from "./target";

export interface Measured extends Load {
  /** Of the target's own processes, per request. */
  readonly cpuUs: number;
}

export type Cell = ReadonlyMap<Target, readonly Measured[]>;

/** Everything that is compared, upstream first. */
export interface Targets {
  readonly all: readonly Target[];
  readonly upstream: Target;
  readonly gate: GateTarget;
  readonly nginx: Target | undefined;
  readonly peer: Target | undefined;
  /** A sentence about what is not installed, or nothing. */
  readonly missing: string;
  close(): Promise<void>;
}

/** @param pinned keeps the upstream on core 1 and what is measured on core 0 */
export async function startTargets(startUpstream: () => Promise<Target>, { pinned }: { readonly pinned: boolean }): Promise<Targets> {
  const open: Target[] = [];
  const started = async <T extends Target>(starting: Promise<T>): Promise<T> => {
    const target = await starting;
    open.push(target);
    return target;
  };
  const close = async () => {
    for (const target of open.reverse()) await target.close();
  };
  try {
    const upstream = await started(startUpstream());
    const gate = await started(startGateTarget(upstream.port));
    const nginx = nginxInstalled ? await started(startNginxProxy(upstream.port)) : undefined;
    const peer = modAuthOpenidcInstalled ? await started(startModAuthOpenidc(upstream.port, gate.provider)) : undefined;
    const all = [upstream, nginx, peer, gate].filter((target) => target !== undefined);
    if (pinned) for (const target of all) await pin(target.pid, target === upstream ? 1 : 0);
    const names = [nginx === undefined ? "nginx" : "", peer === undefined ? "Apache with mod_auth_openidc" : ""].filter((name) => name !== "");
    return { all, upstream, gate, nginx, peer, missing: names.length > 0 ? `Not installed, and so missing: ${names.join(", ")}.` : "", close };
  } catch (error) {
    await close();
    throw error;
  }
}

export async function measure(target: Target, work: (target: Target) => Promise<Load>): Promise<Measured> {
  const before = await cpuMs(target.pid);
  const result = await work(target);
  return { ...result, cpuUs: (((await cpuMs(target.pid)) - before) * 1000) / result.requests };
}

/** Every target once a round, in turn. */
export async function inTurn(targets: readonly Target[], rounds: number, work: (target: Target) => Promise<Load>): Promise<Cell> {
  const cell = new Map<Target, Measured[]>(targets.map((target) => [target, []]));
  for (let round = 0; round < rounds; round++) for (const target of targets) cell.get(target)!.push(await measure(target, work));
  return cell;
}

/** Each round's own ratio, then the median: what disturbs the machine disturbs both. */
export function pairedRatio(ours: readonly Measured[], theirs: readonly Measured[], figure: keyof Measured): number {
  return median(ours.map((one, round) => one[figure] / (theirs[round]?.[figure] ?? NaN)));
}

/** What all tables say. @param unit of rate and CPU, like `request` */
export function comparedHead(rate: string, unit: string): string[] {
  return ["what", "CPU / mod_auth_openidc", `${rate} / mod_auth_openidc`, `${rate} / bare`, `CPU per ${unit}`, rate, "p50", "p99"];
}

/** A row for each target. @param units in one request */
export function comparedRows({ all, upstream, peer }: Targets, cell: Cell, what: string, units = 1): string[][] {
  return all.map((target) => {
    const own = cell.get(target)!;
    const middle = (figure: keyof Measured) => median(own.map((one) => one[figure]));
    const isProxy = target !== upstream;
    return [
      `${what}, ${target.name}`,
      isProxy && peer !== undefined ? ratio(pairedRatio(own, cell.get(peer)!, "cpuUs")) : "-",
      peer === undefined ? "-" : ratio(pairedRatio(own, cell.get(peer)!, "perSecond")),
      ratio(pairedRatio(own, cell.get(upstream)!, "perSecond")),
      isProxy ? `${(middle("cpuUs") / units).toFixed(0)} µs` : "-",
      (middle("perSecond") * units).toFixed(0),
      duration(middle("p50Ms")),
      duration(middle("p99Ms")),
    ];
  });
}

/** Requests of a target that went wrong. */
export function badOf(target: Target, cells: readonly Cell[]): number {
  return cells.flatMap((cell) => cell.get(target) ?? []).reduce((sum, { bad }) => sum + bad, 0);
}

export function ratio(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(2);
}
