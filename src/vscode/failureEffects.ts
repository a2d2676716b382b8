import { commands as editor, env, Uri } from "vscode";
import { commands } from "../contributions";
import type { ActionId, ErrorAction } from "../presentation/errorAction";

/** What each button under a failure does. */
export type FailureEffects = { readonly [Id in ActionId]: (action: Extract<ErrorAction, { readonly kind: Id }>) => Promise<void> };

/** What the work that failed knows to do better than the effects of everywhere: to be done again, or in another way. */
export type OwnEffects = Partial<Pick<FailureEffects, "retry" | "switchToGate">>;

export interface FailureEffectParts {
  readonly showLog: () => void;
  readonly forgetAuthtokens: () => Promise<unknown>;
}

/** The dialogue is where port, address, provider, rule and authtoken are changed. */
export function failureEffects({ showLog, forgetAuthtokens }: FailureEffectParts): FailureEffects {
  const shareAgain = () => run(commands.sharePort);
  return {
    changeAddress: shareAgain,
    chooseOtherPort: shareAgain,
    editProvider: shareAgain,
    editRule: shareAgain,
    manageTrust: () => run("workbench.trust.manage"),
    openSettings: ({ setting }) => run("workbench.action.openSettings", setting),
    openUrl: async ({ url }) => {
      await env.openExternal(Uri.parse(url, true));
    },
    retry: shareAgain,
    setApiKey: () => run(commands.setApiKey),
    setAuthtoken: async () => {
      // With a stored one the dialogue would not ask.
      await forgetAuthtokens();
      await shareAgain();
    },
    showLog: () => {
      showLog();
      return Promise.resolve();
    },
    switchToGate: shareAgain,
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
