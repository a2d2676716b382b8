import { commands as editor, env, l10n, Uri, window } from "vscode";
import { commands } from "../contributions";
import type { ActionId, ErrorAction } from "../presentation/errorAction";
import { edgeCallback } from "../shares/proofVerdict";

/** What each button under a failure does. */
export type FailureEffects = { readonly [Id in ActionId]: (action: Extract<ErrorAction, { readonly kind: Id }>) => Promise<void> };

/** What the work that failed knows to do better than the effects of everywhere: to be done again, or in another way. */
export type OwnEffects = Partial<Pick<FailureEffects, "changeAddress" | "chooseOtherPort" | "editProvider" | "editRule" | "leaveRulesOut" | "openShare" | "replaceSecret" | "retry" | "setAuthtoken" | "stopOther" | "switchToGate">>;

export interface FailureEffectParts {
  readonly showLog: () => void;
  /** Asks for another authtoken for the server of the settings, and stores it. */
  readonly replaceAuthtoken: () => Promise<void>;
  /** @returns whether one was stopped */
  readonly stopOther: (url: string) => Promise<boolean>;
}

const confirmationMs = 3000;
const extensionId = "portcullis.portcullis";

/** The dialogue is where port, address, provider, rule and authtoken are changed. */
export function failureEffects({ showLog, replaceAuthtoken, stopOther }: FailureEffectParts): FailureEffects {
  const shareAgain = () => run(commands.sharePort);
  return {
    changeAddress: shareAgain,
    chooseOtherPort: shareAgain,
    copyRedirectUri: async ({ uri }) => {
      await env.clipboard.writeText(uri ?? edgeCallback);
      window.setStatusBarMessage(l10n.t("Redirect URI copied"), confirmationMs);
    },
    editProvider: () => run(commands.editProvider),
    editRule: shareAgain,
    leaveRulesOut: shareAgain,
    manageTrust: () => run("workbench.trust.manage"),
    openSettings: ({ setting }) => run("workbench.action.openSettings", setting),
    openShare: () => run(commands.openAddress),
    openUrl: async ({ url }) => {
      await env.openExternal(Uri.parse(url, true));
    },
    replaceSecret: shareAgain,
    retry: shareAgain,
    setApiKey: () => run(commands.setApiKey),
    setAuthtoken: async () => {
      await replaceAuthtoken();
      await shareAgain();
    },
    showLog: () => {
      showLog();
      return Promise.resolve();
    },
    stopOther: async ({ url }) => {
      if (await stopOther(url)) await shareAgain();
    },
    switchToGate: shareAgain,
    updateExtension: () => run("extension.open", extensionId),
  };
}

export function perform(effects: FailureEffects, action: ErrorAction): Promise<void> {
  // The effect of a kind takes the action of that kind, which TypeScript can't follow through the union.
  const effect = effects[action.kind] as (action: ErrorAction) => Promise<void>;
  return effect(action);
}

async function run(command: string, ...args: readonly unknown[]): Promise<void> {
  await editor.executeCommand(command, ...args);
}
