import { l10n, window, workspace } from "vscode";
import { Cancelled, ExpectedError } from "../base/expectedError";
import { routeText } from "../presentation/routesText";
import { upstreamText } from "../presentation/shareText";
import type { Route } from "../protocol/routes";
import { upstreamKey, type Upstream } from "../protocol/upstream";
import type { Share } from "../shares/share";
import type { ShareRegistry } from "../shares/shareRegistry";
import { askPrefix } from "./dialog/askPrefix";
import { askUpstream } from "./dialog/askUpstream";
import { runWizard, type Step } from "./dialog/wizard";
import { say } from "./say";
import type { ChoiceStore } from "./stores/shareChoices";

export interface ChangeRoutesParts {
  readonly registry: Pick<ShareRegistry, "change" | "shares">;
  readonly choices: Pick<ChoiceStore, "rememberChange">;
}

interface RouteDraft {
  readonly upstream: Upstream | undefined;
  readonly routes: readonly Route[] | undefined;
}

/** Asks for a port and a path of a share that runs; the line that is picked is the consent, and acts at once. Rejects with Cancelled when the person leaves. @throws ExpectedError `workspace.untrusted` */
export async function addRoute(parts: ChangeRoutesParts & { readonly signal: AbortSignal }, share: Share): Promise<void> {
  if (!workspace.isTrusted) throw new ExpectedError("workspace.untrusted");
  const { registry, signal } = parts;
  const now = () => registry.shares.find(({ spec }) => spec.id === share.spec.id) ?? share;
  const portStep: Step<RouteDraft> = {
    asks: () => true,
    ask: (draft, frame) => askUpstream<RouteDraft>(frame, { shares: () => registry.shares, before: [], refused: () => undefined, settle: (upstream) => ({ ...draft, upstream }) }),
  };
  const prefixStep: Step<RouteDraft> = {
    asks: ({ upstream }) => upstream !== undefined,
    ask: (draft, frame) => {
      if (!draft.upstream) throw new Error("The path is asked for before the port");
      return askPrefix<RouteDraft>(frame, { upstream: draft.upstream, share: now, settle: (routes) => ({ ...draft, routes }) });
    },
  };
  const { routes } = await runWizard<RouteDraft>([portStep, prefixStep], { upstream: undefined, routes: undefined }, l10n.t("Add a port behind a path"), signal);
  if (routes) await changeRoutes(parts, share, routes);
}

/** At once; what is open there ends. @param prefix undefined: it is asked which */
export async function removeRoute(parts: ChangeRoutesParts, share: Share, prefix: string | undefined): Promise<void> {
  const { routes = [] } = share.spec;
  const only = routes.length === 1 ? routes[0] : undefined;
  const given = prefix === undefined ? only : routes.find((route) => route.prefix === prefix);
  const items = routes.map((route) => ({ label: say(routeText(route)), route }));
  const gone = given ?? (prefix === undefined && items.length > 0 ? (await window.showQuickPick(items, { placeHolder: l10n.t("Which route?") }))?.route : undefined);
  if (!gone) throw new Cancelled();
  await changeRoutes(parts, share, routes.filter((route) => route !== gone));
}

/** @throws ExpectedError what `refusedListener` says of a new one */
export async function changeRoutes({ registry, choices }: ChangeRoutesParts, { spec }: Share, routes: readonly Route[]): Promise<void> {
  if (!(await registry.change(spec.id, { routes: [...routes] }))) {
    void window.showInformationMessage(l10n.t("{app} is not shared any more", { app: upstreamText(spec.upstream) }));
    return;
  }
  await choices.rememberChange(upstreamKey(spec.upstream), spec.provider.id, { routes: [...routes] });
}
