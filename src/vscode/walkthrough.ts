// "Get started": VS Code's own walkthrough, whose steps are ticked off by what is really there.
import { commands, workspace, type ExtensionContext } from "vscode";
import { inert } from "../base/inert";
import type { Log } from "../base/log";
import { settings, walkthrough } from "../contributions";
import type { ShareRegistry } from "../shares/shareRegistry";
import { setContextKey } from "./contextKeys";
import { Milestones } from "./milestones";
import type { ProviderSettings } from "./stores/providerSettings";
import type { SavedSecrets } from "./stores/savedSecrets";
import { stateStore } from "./stores/stateStore";

/** In the editor area of this window. @param extensionId ours, as VS Code knows it */
export async function openWalkthrough(extensionId: string): Promise<void> {
  await commands.executeCommand("workbench.action.openWalkthrough", `${extensionId}#${walkthrough}`, false);
}

export interface WatchedParts {
  readonly context: Pick<ExtensionContext, "secrets" | "globalState">;
  readonly registry: Pick<ShareRegistry, "shares" | "onDidChange">;
  readonly providers: Pick<ProviderSettings, "read">;
  readonly secrets: Pick<SavedSecrets, "hasAuthtoken">;
  readonly log: Pick<Log, "warn">;
}

export function watchMilestones({ context, registry, providers, secrets, log }: WatchedParts): Milestones {
  return new Milestones({
    shares: registry,
    hasProvider: () => providers.read().profiles.length > 0,
    onProviders: (listener) => workspace.onDidChangeConfiguration((change) => change.affectsConfiguration(settings.providers) && listener()),
    hasAuthtoken: () => secrets.hasAuthtoken(),
    onSecrets: (listener) => context.secrets.onDidChange(listener),
    store: stateStore(context.globalState),
    setContextKey,
    onTrouble: (error) => log.warn(`What the walkthrough ticks off can't be read or stored: ${inert(String(error), 200)}`),
  });
}
