import { l10n, window } from "vscode";
import { Cancelled, ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import type { Log } from "../base/log";
import type { ProviderProfile } from "../identity/providerProfile";
import { actionLabel, type ErrorAction } from "../presentation/errorAction";
import { explain } from "../presentation/explain";
import type { Failure } from "../shares/shareState";
import { perform, type FailureEffects, type OwnEffects } from "./failureEffects";
import { say } from "./say";

/** The one place where failures reach the screen. */
export class ErrorBoundary {
  constructor(
    private readonly log: Log & { show(): void },
    private readonly effects: FailureEffects,
  ) {}

  /**
   * Runs a command or a button to its end; never rejects. "Try again" runs the same once more, unless `own` knows better.
   * @param provider whose sign-in it is about, where that is known
   */
  async run(work: () => Promise<void>, own: OwnEffects = {}, provider?: ProviderProfile): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Cancelled || isEditorsCancellation(error)) return;
      if (error instanceof ExpectedError) this.showFailure(error, { retry: () => this.run(work, own, provider), ...own }, provider);
      else this.#showDefect(error);
    }
  }

  /** Does what a button elsewhere names, as under a failure; never rejects. */
  act(action: ErrorAction, own: OwnEffects = {}): Promise<void> {
    return this.run(() => perform({ ...this.effects, ...own }, action), own);
  }

  /** Says what happened, what to do, and does what is picked. */
  showFailure(failure: Failure, own: OwnEffects = {}, provider?: ProviderProfile): void {
    const { title, advice, actions, said } = explain(failure, provider);
    this.log.warn(`${failure.code} ${inert(JSON.stringify(failure.facts), 500)}${said ? ` ngrok: ${say(said)}` : ""}`);
    const buttons = actions.map((action) => ({ title: say(actionLabel(action)), action }));
    void this.run(async () => {
      const picked = await window.showErrorMessage(`${say(title)}: ${say(advice)}`, ...buttons);
      if (picked) await perform({ ...this.effects, ...own }, picked.action);
    });
  }

  /** Does what a button under a failure says, where that stands elsewhere than in a notification. */
  perform(action: ErrorAction, own: OwnEffects = {}): Promise<void> {
    return this.run(() => perform({ ...this.effects, ...own }, action));
  }

  #showDefect(error: unknown): void {
    this.log.error(error instanceof Error ? (error.stack ?? error.message) : `Thrown: ${inert(String(error), 500)}`);
    const showLog = l10n.t("Show log");
    window.showErrorMessage(l10n.t("Something went wrong."), showLog).then(
      (picked) => {
        if (picked === showLog) this.log.show();
      },
      // A window that can't show this can't show why either.
      () => undefined,
    );
  }
}

/** What the editor's own calls reject with when they are cancelled, and when the window closes over an open notification. */
function isEditorsCancellation(error: unknown): boolean {
  return error instanceof Error && error.name === "Canceled";
}
