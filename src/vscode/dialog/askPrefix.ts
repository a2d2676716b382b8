// S23: which path leads to another port. The line is a whole sentence, and the consent.
import { l10n } from "vscode";
import { addRouteDetail, addRouteSentence, routeProblemText } from "../../presentation/routesText";
import { shareLabel } from "../../presentation/shareText";
import { mostRoutes, routePrefixProblem, type Route } from "../../protocol/routes";
import type { Upstream } from "../../protocol/upstream";
import type { Share } from "../../shares/share";
import { say } from "../say";
import { askPick, type Entry } from "./askPick";
import type { Back, Frame } from "./wizard";

/** @returns the share's routes with this one */
export function askPrefix<R>(frame: Frame, { upstream, share, settle }: { readonly upstream: Upstream; readonly share: () => Share; readonly settle: (routes: readonly Route[]) => R }): Promise<R | Back> {
  return askPick<readonly Route[], R>(frame, {
    placeholder: l10n.t("Which path should lead there? Like /api; the app is asked for the whole path"),
    prefill: suggested(share().spec.routes),
    entries: (typed) => [lineOf(typed, upstream, share())],
    settle: (routes) => ({ answer: settle(routes) }),
  });
}

function suggested(routes: readonly Route[] = []): string {
  return ["/api", "/app"].find((prefix) => routes.every((route) => route.prefix.toLowerCase() !== prefix)) ?? "/";
}

function lineOf(typed: string, upstream: Upstream, share: Share): Entry<readonly Route[]> {
  const { routes = [] } = share.spec;
  const prefix = `/${typed.trim().replace(/^\/+|\/+$/g, "")}`;
  const before = routes.find((route) => route.prefix === prefix);
  const others = routes.filter((route) => route !== before);
  const clashes = others.some((route) => route.prefix.toLowerCase() === prefix.toLowerCase());
  const problem = routePrefixProblem(prefix) ?? (clashes ? "case" : others.length >= mostRoutes ? "tooMany" : undefined);
  if (problem !== undefined) return { label: `$(error) ${say(routeProblemText(problem, prefix))}`, alwaysShow: true };
  const route = { prefix, upstream };
  return { label: say(addRouteSentence(route, shareLabel(share), before?.upstream)), detail: say(addRouteDetail()), alwaysShow: true, value: [...others, route] };
}
