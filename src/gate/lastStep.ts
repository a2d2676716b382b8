import type { OpenPath } from "../identity/openPath";
import { plainAnswer, sendAnswer, type Answer } from "./answer";
import type { AllowedOrigins } from "./cors";
import { isGone, type Exchange } from "./exchange";
import { forward, sendDown, type Admitted } from "./forwarder";
import { forwardOpen } from "./forwardOpen";
import type { GateContext } from "./gateContext";
import type { GateOptions } from "./gateOptions";
import type { LoadedPath } from "./loadedPath";
import type { OpenPaths } from "./openPaths";
import type { PageNames } from "./pages";
import type { Route, Routes } from "./routes";

export interface LastStepParts {
  readonly context: GateContext;
  readonly routes: Pick<Routes, "for">;
  readonly openPaths: OpenPaths;
  /** Kept for the proof, where a tunnel may have a cache. */
  readonly loadedPath: LoadedPath | undefined;
  readonly options: GateOptions;
  /** May anything pass now? */
  readonly isOpen: () => boolean;
  /** What is answered while nothing passes. */
  readonly withheld: (exchange: Exchange) => Answer;
  /** What is answered when the gate itself failed. */
  readonly defect: (error: unknown) => Answer;
}

/** The last step: dials the app that a request is for. What the proof asks never comes here. */
export class LastStep {
  constructor(private readonly parts: LastStepParts) {}

  /** For nobody in particular (S6). */
  toOpenPath(exchange: Exchange, path: OpenPath): void {
    const { context, routes, openPaths, options } = this.parts;
    forwardOpen(exchange, path, routes.for(exchange.target), { openPaths, clock: context.clock, options });
  }

  /** S18: whoever listens must be who was approved. After a wait for that it is asked again whether anything may pass. */
  toApp(exchange: Exchange, admitted: Admitted): void {
    const { context, routes, isOpen, withheld, defect } = this.parts;
    const route = routes.for(exchange.target);
    const may = route.listener.mayForward();
    if (may === true) this.#forward(exchange, admitted, route);
    else
      void may
        .then((yes) => {
          if (isGone(exchange)) return;
          if (!isOpen()) sendAnswer(exchange, withheld(exchange));
          // Networks may have changed meanwhile; who was put out has nothing to hold on to any more.
          else if (!context.admits(admitted.session.person, exchange)) sendAnswer(exchange, plainAnswer(403, "notAllowed"));
          else if (yes) this.#forward(exchange, admitted, route);
          else sendDown(exchange, this.#said(route));
        })
        .catch((error: unknown) => sendAnswer(exchange, defect(error)));
  }

  #forward(exchange: Exchange, admitted: Admitted, route: Route): void {
    const { context, loadedPath, options, withheld } = this.parts;
    forward(exchange, admitted, route, { ...this.#said(route), sessions: context.sessions, loadedPath, options, withheld, developerToo: context.options().developerEndpoints === "allow" });
  }

  /** How its pages name a route: by the address below which it lies. */
  #said({ prefix }: Route): { readonly names: PageNames; readonly allowed: AllowedOrigins } {
    const { context } = this.parts;
    const { names } = context;
    return { names: prefix === undefined ? names : { ...names, shareName: names.shareName + prefix }, allowed: context.allowedOrigins() };
  }
}
