// What every step's input does alike: title and steps, Back, staying open while the person is elsewhere, checking an answer.
import { QuickInputButtons, type InputBox, type QuickInputButton, type QuickPick, type QuickPickItem } from "vscode";
import { anySignal } from "../../base/deadline";
import { Cancelled, ExpectedError } from "../../base/expectedError";
import { explain } from "../../presentation/explain";
import { say } from "../say";
import { back, type Back, type Frame } from "./wizard";

/** What is wrong with an answer, and what to do. */
export interface Problem {
  readonly title: string;
  readonly advice: string;
}

/** `stay`: neither an answer nor a problem; the input goes on. */
export type Settled<R> = { readonly answer: R } | { readonly problem: Problem } | "stay";

export interface Checking {
  /** Aborts when the person leaves or types on. */
  readonly signal: AbortSignal;
  /** Shows something else above the input, which comes back afterwards. */
  readonly aside: <T>(show: () => Thenable<T>) => Promise<T>;
}

export interface Session<R> {
  readonly resolve: (answer: R) => void;
  readonly reject: (failure: unknown) => void;
  /** Runs one check at a time, the input busy; its foreseen failures are problems. */
  readonly check: (work: (checking: Checking) => Promise<Settled<R>> | Settled<R>, onProblem: (problem: Problem) => void) => void;
  /** Ends a check that runs: what it looked at has changed. */
  readonly typed: (value: string) => void;
}

type AnyInput = InputBox | QuickPick<QuickPickItem>;

/** Shows the input until it is answered, left, or gone back from, and lets it go. */
export async function present<R>(input: AnyInput, frame: Frame, buttons: readonly QuickInputButton[], wire: (session: Session<R>) => void): Promise<R | Back> {
  let checking: AbortController | undefined;
  let asides = 0;
  let over = false;
  let onAbort: (() => void) | undefined;
  input.title = frame.title;
  if (frame.totalSteps > 1) {
    input.step = frame.step;
    input.totalSteps = frame.totalSteps;
  }
  // Focus goes to the browser and comes back; nothing typed is lost.
  input.ignoreFocusOut = true;
  input.buttons = [...(frame.canGoBack ? [QuickInputButtons.Back] : []), ...buttons];
  try {
    return await new Promise<R | Back>((resolve, reject) => {
      const aside: Checking["aside"] = async (show) => {
        asides += 1;
        try {
          return await show();
        } finally {
          asides -= 1;
          if (!over) input.show();
        }
      };
      const check: Session<R>["check"] = (work, onProblem) => {
        if (checking) return;
        const controller = new AbortController();
        checking = controller;
        input.busy = true;
        const ended = () => {
          if (checking !== controller) return false;
          checking = undefined;
          input.busy = false;
          return true;
        };
        Promise.resolve()
          .then(() => work({ signal: anySignal(controller.signal, frame.signal), aside }))
          .then(
            (settled) => {
              if (!ended() || settled === "stay") return;
              if ("answer" in settled) resolve(settled.answer);
              else onProblem(settled.problem);
            },
            (error: unknown) => {
              if (!ended() || error instanceof Cancelled) return;
              if (error instanceof ExpectedError) onProblem(problemOf(error));
              else reject(error instanceof Error ? error : new Error("A check failed", { cause: error }));
            },
          );
      };
      const typed = (value: string) => {
        frame.memory.typed = value;
        stopChecking();
      };
      const stopChecking = () => {
        checking?.abort(new Cancelled());
        if (checking) input.busy = false;
        checking = undefined;
      };
      onAbort = () => reject(new Cancelled());
      frame.signal.addEventListener("abort", onAbort, { once: true });
      input.onDidHide(() => {
        if (asides === 0) reject(new Cancelled());
      });
      input.onDidTriggerButton((button) => {
        if (button === QuickInputButtons.Back) resolve(back);
      });
      wire({ resolve, reject, check, typed });
      input.show();
    });
  } finally {
    over = true;
    if (onAbort) frame.signal.removeEventListener("abort", onAbort);
    checking?.abort(new Cancelled());
    input.dispose();
  }
}

export function problemOf(error: ExpectedError): Problem {
  const { title, advice } = explain(error);
  return { title: say(title), advice: say(advice) };
}
