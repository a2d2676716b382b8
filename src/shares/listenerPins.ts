// S18: whom each app of a share was approved for.
import type { Route } from "../protocol/routes";
import type { ShareSpec } from "../protocol/shareSpec";
import type { Upstream } from "../protocol/upstream";
import { ListenerPin, unseen, type Identify, type ListenerSight, type OwnListener } from "./listenerPin";

/** A route, and who listens where it leads. */
export interface RouteSight extends Route {
  readonly listener: ListenerSight;
}

/** A pin for each port or socket behind a share; two routes to the same one share it. */
export class ListenerPins {
  readonly #pins = new Map<string, ListenerPin>();
  /** Kept as long as nothing changes: the views compare. */
  #shown: { readonly of: readonly Route[]; readonly sights: readonly RouteSight[] } = { of: [], sights: [] };

  constructor(private readonly onChange: () => void, private readonly identify: Identify | undefined) {}

  /** The first look at each app that was not looked at yet; what is none of these any more is forgotten. Nothing has changed when it throws. @throws ExpectedError what `refusedListener` says */
  async pin(apps: Pick<ShareSpec, "upstream" | "routes">, signal: AbortSignal): Promise<void> {
    const added = upstreamsOf(apps).filter((upstream) => !this.#pins.has(keyOf(upstream)));
    for (const upstream of added) this.#pins.set(keyOf(upstream), new ListenerPin(upstream, () => this.#changed(), this.identify));
    try {
      await Promise.all(upstreamsOf(apps).flatMap((upstream) => this.of(upstream)?.pin(signal) ?? []));
    } catch (error) {
      for (const upstream of added) this.#pins.delete(keyOf(upstream));
      throw error;
    }
    const kept = new Set(upstreamsOf(apps).map(keyOf));
    for (const key of this.#pins.keys()) if (!kept.has(key)) this.#pins.delete(key);
  }

  of(upstream: Upstream): ListenerPin | undefined {
    return this.#pins.get(keyOf(upstream));
  }

  /** What the views show of it. */
  seen({ upstream, routes = [] }: Pick<ShareSpec, "upstream" | "routes">): { readonly listener: ListenerSight; readonly routes: readonly RouteSight[] } {
    const sight = (app: Upstream): ListenerSight => this.of(app)?.sight ?? unseen;
    if (this.#shown.of !== routes && (routes.length > 0 || this.#shown.of.length > 0)) this.#shown = { of: routes, sights: routes.map((route) => ({ ...route, listener: sight(route.upstream) })) };
    return { listener: sight(upstream), routes: this.#shown.sights };
  }

  /** The person chose to share the process that they were shown. @returns false when another one is there by now */
  approve(stranger: OwnListener): boolean {
    return [...this.#pins.values()].some((pin) => pin.approve(stranger));
  }

  #changed(): void {
    this.#shown = { of: [], sights: [] };
    this.onChange();
  }
}

function upstreamsOf({ upstream, routes = [] }: Pick<ShareSpec, "upstream" | "routes">): readonly Upstream[] {
  return [upstream, ...routes.map((route) => route.upstream)];
}

/** Whoever listens there speaks one scheme or the other. */
function keyOf(upstream: Upstream): string {
  return "port" in upstream ? `${upstream.address} ${upstream.port}` : upstream.socketPath;
}
