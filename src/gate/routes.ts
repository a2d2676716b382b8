// S23: several local ports behind one address. Everything that is known of a port is a route's own; who may come in is the share's.
import { anySignal } from "../base/deadline";
import { toDisposable, type Disposable } from "../base/disposable";
import { isBelow, type Route as RouteSpec } from "../protocol/routes";
import type { Upstream as Where } from "../protocol/upstream";
import { isCanonicalPath } from "./canonicalPath";
import { developerEndpoint } from "./developerOnly";
import type { GateOptions } from "./gateOptions";
import { ListenerWatch } from "./listenerWatch";
import type { Place } from "./place";
import type { Rewriting } from "./rewriting";
import { Upstream } from "./upstream";
import { WebpackClient } from "./webpackClient";

export interface RouteParts extends Pick<GateOptions, "clock" | "lookAtListener" | "workspaceFolders"> {
  /** Aborts when the gate closes. */
  readonly closing: AbortSignal;
}

/** One port or socket behind a gate, with its connections, its watch (S18) and what is under way there. */
export class Route {
  readonly upstream: Upstream;
  readonly listener: ListenerWatch;
  readonly webpackClient: WebpackClient;
  /** Undefined until the gate knows where it is. */
  rewriting: Rewriting | undefined;
  readonly #inFlight = new Set<() => void>();
  readonly #over = new AbortController();

  /** @param prefix undefined: the share's own app, which gets what no other route is for */
  constructor(readonly prefix: string | undefined, readonly where: Where, { clock, closing, lookAtListener }: RouteParts) {
    const look = lookAtListener && ((signal: AbortSignal) => lookAtListener(signal, where));
    this.listener = new ListenerWatch({ look, clock, closing: anySignal(closing, this.#over.signal), endConnections: () => this.upstream.endConnections() });
    this.upstream = new Upstream(where, this.listener);
    this.webpackClient = new WebpackClient("port" in where ? where.port : undefined);
  }

  /** @param end called when the route ends @returns lets go */
  hold(end: () => void): Disposable {
    this.#inFlight.add(end);
    return toDisposable(() => void this.#inFlight.delete(end));
  }

  /** What is under way there ends, and so does every connection. */
  end(): void {
    this.#over.abort();
    for (const end of [...this.#inFlight]) end();
    this.upstream.endConnections();
    this.upstream.close();
  }
}

/** The routes of one gate, as its share has them now. */
export class Routes {
  readonly #root: Route;
  /** Those with a prefix, the longest first. */
  #below: readonly Route[] = [];
  #place: Place | undefined;

  constructor(upstream: Where, private readonly parts: RouteParts) {
    this.#root = new Route(undefined, upstream, parts);
  }

  /** A route that stays as it is keeps its connections; what is under way on one that goes, or leads elsewhere from now on, ends. */
  set(wanted: readonly RouteSpec[]): void {
    const before = new Map(this.#below.map((route) => [keyOf(route.prefix, route.where), route]));
    const next = wanted.map(({ prefix, upstream }) => before.get(keyOf(prefix, upstream)) ?? new Route(prefix, upstream, this.parts));
    const gone = this.#below.filter((route) => !next.includes(route));
    this.#below = next.toSorted((one, other) => (other.prefix?.length ?? 0) - (one.prefix?.length ?? 0));
    this.#settle();
    for (const route of gone) route.end();
  }

  /** Where the gate is, and what the share's options make of it. */
  settle(place: Place): void {
    this.#place = place;
    this.#settle();
  }

  /** S23: could two of the apps each take this target for theirs? With one app alone there is nothing to mistake. */
  isAmbiguous(target: string): boolean {
    return this.#below.length > 0 && !isCanonicalPath(target);
  }

  /** The route that a target is for: the longest prefix, by whole segments. */
  for(target: string): Route {
    if (this.#below.length === 0) return this.#root;
    const query = target.indexOf("?");
    const path = query === -1 ? target : target.slice(0, query);
    return this.#below.find(({ prefix = "" }) => isBelow(prefix, path)) ?? this.#root;
  }

  /** S19: whose developer-only endpoint could the app behind this target read it as? An app below a prefix has its own from there on. */
  readonly developerEndpoint = (target: string): string | undefined => {
    const { prefix, where } = this.for(target);
    const only = { upstream: where, ...(this.parts.workspaceFolders && { workspaceFolders: this.parts.workspaceFolders }) };
    return developerEndpoint(target, only) ?? (prefix === undefined ? undefined : developerEndpoint(target.slice(prefix.length), only));
  };

  /** Who listens is looked at anew, at every route. */
  doubt(): void {
    for (const { listener } of this.#all) listener.doubt();
  }

  close(): void {
    for (const { upstream } of this.#all) upstream.close();
  }

  get #all(): readonly Route[] {
    return [this.#root, ...this.#below];
  }

  #settle(): void {
    const place = this.#place;
    if (place === undefined) return;
    for (const route of this.#all) {
      const others = this.#all.filter((other) => other !== route).map((other) => ({ upstream: other.where, leadsHere: (path: string) => this.for(path) === other }));
      route.rewriting = place.rewritingFor({ upstream: route.where, prefix: route.prefix, others });
    }
  }
}

function keyOf(prefix: string | undefined, upstream: Where): string {
  return JSON.stringify([prefix, Object.entries(upstream).toSorted()]);
}
