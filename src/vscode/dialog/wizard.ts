// Steps asked one after the other, with the way back. What was typed in a step is there again when it is seen again.
import { Cancelled } from "../../base/expectedError";

/** The answer of a person who wants the step before. */
export const back = Symbol("back");
export type Back = typeof back;

/** What a step shows around its question. */
export interface Frame {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
  readonly memory: Memory;
  readonly signal: AbortSignal;
}

/** What was typed in a step, kept while the wizard runs. */
export interface Memory {
  typed: string | undefined;
}

export interface Step<D> {
  /** Whether this question has to be asked, by what is known so far. */
  readonly asks: (draft: D) => boolean;
  /** The draft with its answer. Rejects with Cancelled when the person leaves. */
  readonly ask: (draft: D, frame: Frame) => Promise<D | Back>;
}

/** Asks every step that has to be asked. Rejects with Cancelled when the person leaves or the signal aborts. */
export async function runWizard<D>(steps: readonly Step<D>[], first: D, title: string, signal: AbortSignal): Promise<D> {
  const memories = new Map<Step<D>, Memory>();
  const asked: { readonly step: Step<D>; readonly before: D }[] = [];
  let draft = first;
  for (;;) {
    if (signal.aborted) throw new Cancelled();
    const last = asked.at(-1);
    const next = steps.slice(last ? steps.indexOf(last.step) + 1 : 0).find((step) => step.asks(draft));
    if (!next) return draft;
    const memory = memories.get(next) ?? { typed: undefined };
    memories.set(next, memory);
    const ahead = steps.slice(steps.indexOf(next)).filter((step) => step === next || step.asks(draft)).length;
    const answer = await next.ask(draft, { title, step: asked.length + 1, totalSteps: asked.length + ahead, canGoBack: last !== undefined, memory, signal });
    if (answer !== back) {
      asked.push({ step: next, before: draft });
      draft = answer;
    } else if (last) {
      asked.pop();
      draft = last.before;
    }
  }
}
