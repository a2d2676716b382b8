// One share as the views see it, with the moment of every change.
import { performance } from "node:perf_hooks";
import type { ShareState } from "../../src/shares/shareState";
import { until, type ShareRig } from "../rig/shareRig";

export type StateKind = ShareState["kind"];

export class ShareWatch {
  readonly changes: { readonly kind: StateKind; readonly at: number }[] = [];

  constructor(private readonly rig: ShareRig) {
    rig.registry.onDidChange(([share]) => {
      const kind = share?.state.kind ?? "stopped";
      // A change of the visitors' list is no change of state.
      if ((this.changes.at(-1)?.kind ?? "live") !== kind) this.changes.push({ kind, at: performance.now() });
    });
  }

  get state(): ShareState | undefined {
    return this.rig.registry.shares[0]?.state;
  }

  /** Breaks something and waits until the share noticed and is live again. Milliseconds from the end of `break_`. */
  async recovery(break_: () => void | Promise<void>, boundMs = 60_000): Promise<Recovery> {
    this.changes.length = 0;
    await break_();
    const began = performance.now();
    const told = () => new Error(`The share is ${JSON.stringify(this.state)}.\n${this.rig.log.lines.slice(-8).join("\n")}`);
    const noticed = await until("the loss to be noticed", () => this.changes.find(({ kind }) => kind === "reconnecting"), boundMs).catch(() => Promise.reject(told()));
    const live = await until("live again", () => this.changes.findLast(({ kind, at }) => kind === "live" && at > noticed.at), boundMs).catch(() => Promise.reject(told()));
    return { noticedMs: noticed.at - began, liveMs: live.at - began, order: this.changes.map(({ kind }) => kind) };
  }
}

export interface Recovery {
  readonly noticedMs: number;
  readonly liveMs: number;
  readonly order: readonly StateKind[];
}

export function inOrder({ order }: Recovery): boolean {
  return order.join() === "reconnecting,live";
}

/** Live means: a visitor comes in and a stranger does not. */
export async function servesVisitorsAlone(rig: ShareRig): Promise<boolean> {
  const visit = await rig.visitor().navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" });
  const before = rig.app.requests.length;
  const knock = await rig.visitor().fetch(`${rig.edge.publicOrigin}/echo`);
  return visit.status === 200 && knock.status === 401 && rig.app.requests.length === before;
}
