import { InputBoxValidationSeverity, ThemeIcon, window } from "vscode";
import { present, type Checking, type Settled } from "./quickInput";
import type { Back, Frame } from "./wizard";

export interface TextQuestion<R> {
  readonly prompt: string;
  readonly placeholder: string;
  /** Filled in before anything is typed. */
  readonly prefill?: string | undefined;
  readonly hidden?: boolean;
  /** Another way to answer: a button beside the box. */
  readonly instead?: { readonly icon: string; readonly tooltip: string; readonly answer: R } | undefined;
  /** Run on Enter; a problem is said below the box, which keeps what was typed. */
  readonly settle: (typed: string, checking: Checking) => Promise<Settled<R>> | Settled<R>;
}

/** One line of text. */
export function askText<R>(frame: Frame, question: TextQuestion<R>): Promise<R | Back> {
  const input = window.createInputBox();
  input.prompt = question.prompt;
  input.placeholder = question.placeholder;
  input.password = question.hidden === true;
  input.value = frame.memory.typed ?? question.prefill ?? "";
  const { instead } = question;
  const button = instead && { iconPath: new ThemeIcon(instead.icon), tooltip: instead.tooltip };
  return present<R>(input, frame, button ? [button] : [], ({ check, typed, resolve }) => {
    input.onDidTriggerButton((pressed) => {
      if (instead && pressed === button) resolve(instead.answer);
    });
    input.onDidChangeValue((value) => {
      typed(value);
      input.validationMessage = undefined;
    });
    input.onDidAccept(() => {
      input.validationMessage = undefined;
      check(
        (checking) => question.settle(input.value, checking),
        ({ title, advice }) => (input.validationMessage = { message: `${title}. ${advice}`, severity: InputBoxValidationSeverity.Error }),
      );
    });
  });
}
