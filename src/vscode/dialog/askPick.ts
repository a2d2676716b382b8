import { env, l10n, QuickPickItemKind, ThemeIcon, window, type QuickInputButton, type QuickPickItem } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { present, problemOf, type Checking, type Problem, type Settled } from "./quickInput";
import type { Back, Frame } from "./wizard";

/** A line of the list. Without `value` and `copies` it only says something. */
export interface Entry<T> extends QuickPickItem {
  readonly value?: T;
  /** Enter and the button put this on the clipboard; the list stays. */
  readonly copies?: string;
}

export interface PickQuestion<T, R> {
  readonly placeholder: string;
  /** What stands in the box at first, where typing is part of the answer. */
  readonly prefill?: string | undefined;
  readonly entries: (typed: string) => readonly Entry<T>[];
  /** Run at once, the list busy, and again by the refresh button; the list is drawn anew afterwards. */
  readonly load?: (signal: AbortSignal) => Promise<void>;
  /** Run on Enter; a problem becomes the first line. */
  readonly settle: (value: T, checking: Checking) => Promise<Settled<R>> | Settled<R>;
}

export function separator(label: string): Entry<never> {
  return { label, kind: QuickPickItemKind.Separator };
}

/** A line whose copy button, and Enter, put `text` on the clipboard. */
export function copyEntry(label: string, text: string): Entry<never> {
  return { label, detail: text, copies: text, alwaysShow: true };
}

/** A list to pick from; where `entries` looks at what was typed, an input too. */
export function askPick<T, R>(frame: Frame, question: PickQuestion<T, R>): Promise<R | Back> {
  const input = window.createQuickPick<Entry<T>>();
  const refresh: QuickInputButton = { iconPath: new ThemeIcon("refresh"), tooltip: l10n.t("Refresh") };
  const copy: QuickInputButton = { iconPath: new ThemeIcon("copy"), tooltip: l10n.t("Copy") };
  let problem: Problem | undefined;
  let copied: string | undefined;
  /** Enter was pressed before the list was there: it means the first line of what comes. */
  let hurried = false;
  input.placeholder = question.placeholder;
  input.matchOnDescription = true;
  input.value = frame.memory.typed ?? question.prefill ?? "";
  const draw = () => {
    const entries = question.entries(input.value).map((entry) => (entry.copies === undefined ? entry : { ...entry, buttons: [copy], ...(copied === entry.copies && { description: l10n.t("Copied") }) }));
    input.items = problem ? [{ label: `$(error) ${problem.title}`, detail: problem.advice, alwaysShow: true }, ...entries] : entries;
    // Left to itself the list would put the line first whose label is most like what was typed.
    const first = input.items.find((entry) => entry.copies !== undefined && entry.copies === copied) ?? input.items.find((entry) => entry.alwaysShow === true && entry.copies === undefined);
    if (first && (copied !== undefined || input.value !== "")) input.activeItems = [first];
  };
  const putOnClipboard = async (text: string) => {
    await env.clipboard.writeText(text);
    copied = text;
    draw();
  };
  return present<R>(input, frame, question.load ? [refresh] : [], ({ check, typed, reject }) => {
    const onProblem = (found: Problem) => {
      problem = found;
      draw();
    };
    // Typing goes on while the list is made, and an answer may be given before it is there.
    const load = () => {
      const { load: run } = question;
      if (!run) return;
      input.busy = true;
      // From here on one is that of an answer which did not wait for the list, and stays.
      problem = undefined;
      run(frame.signal)
        .then(
          () => {
            draw();
            const first = firstAnswer();
            if (hurried && first) accept(first);
            hurried = false;
          },
          (error: unknown) => {
            if (error instanceof ExpectedError) onProblem(problem ?? problemOf(error));
            else if (!frame.signal.aborted) reject(error);
          },
        )
        .finally(() => (input.busy = false))
        .catch(reject);
    };
    input.onDidChangeValue((value) => {
      hurried = false;
      typed(value);
      problem = undefined;
      copied = undefined;
      draw();
    });
    input.onDidTriggerButton((button) => {
      if (button === refresh) load();
    });
    input.onDidTriggerItemButton(({ item }) => {
      if (item.copies !== undefined) putOnClipboard(item.copies).catch(reject);
    });
    input.onDidAccept(() => {
      const [entry] = input.selectedItems.length > 0 ? input.selectedItems : input.activeItems;
      // A list that has just come has no line in focus yet as far as is known here; in an empty box the first one is meant.
      const meant = entry ?? (input.busy || input.value !== "" ? undefined : firstAnswer());
      if (meant) accept(meant);
      else hurried = input.busy;
    });
    function firstAnswer(): Entry<T> | undefined {
      return input.items.find(({ value }) => value !== undefined);
    }
    function accept({ copies, value }: Entry<T>): void {
      if (copies !== undefined) putOnClipboard(copies).catch(reject);
      if (value === undefined) return;
      problem = undefined;
      copied = undefined;
      check(async (checking) => {
        const settled = await question.settle(value, checking);
        if (settled === "stay") draw();
        return settled;
      }, onProblem);
    }
    draw();
    load();
  });
}
