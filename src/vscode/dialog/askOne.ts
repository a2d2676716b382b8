import { askText, type TextQuestion } from "./askText";
import { runWizard } from "./wizard";

/** The answer of an input that stands by itself. */
export interface Given<R> {
  readonly given: R;
}

/** One input by itself. Rejects with Cancelled when the person leaves. */
export async function askOne<R>(title: string, signal: AbortSignal, question: TextQuestion<Given<R>>): Promise<R> {
  const answer = await runWizard<Given<R> | undefined>([{ asks: () => true, ask: (_, frame) => askText<Given<R> | undefined>(frame, question) }], undefined, title, signal);
  if (!answer) throw new Error("The input ended without an answer");
  return answer.given;
}
